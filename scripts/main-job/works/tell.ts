import type { FileContentStore } from "@weft/sdk/node";
import { parseUnits } from "ethers";

import { allowSales, list, take, type Deal } from "../../works/stall";
import { MONEY_DECIMALS } from "../market";
import type { Refusal } from "../refused";
import type { Chapter, Context } from "../story";
import { isDone, type Task } from "../task";
import { openGallery } from "./gallery";
import { mintPart, mintPicture } from "./mint";
import { balancesOf, settlePurses, type Purse } from "./purses";
import { refusalsOf } from "./refusals";
import { tracePicture, type TracedPicture } from "./trace";

const FIRST_PRICE = parseUnits("100", MONEY_DECIMALS);
const SECOND_PRICE = parseUnits("250", MONEY_DECIMALS);

/** What became of the picture. */
export interface WorksChapter {
  /** As it was read back from its token. */
  picture: TracedPicture;
  deals: Deal[];
  purses: Purse[];
  /** What was refused, and how. */
  refusals: Refusal[];
}

/**
 * The client mints what it had computed, each job's result with its provenance and the picture as derived from them,
 * reads it back from the token, sells it, and is paid again when the buyer sells it on. Nothing where there is no
 * whole picture.
 */
export async function tellWorks(
  { market, ledger, progress, signal }: Context,
  { task, chapters, store }: { task: Task; chapters: readonly Chapter[]; store: FileContentStore },
): Promise<WorksChapter | undefined> {
  const { layout } = task;
  const done = chapters.filter(isDone);
  const tiles = done.flatMap(({ chunks }) => chunks);
  if (layout === undefined || tiles.length !== task.chunks.length) return undefined;
  const { client, collectors, money, workMarket } = market;
  const [first, second] = collectors;
  const gallery = await openGallery(market, ledger, { task, layout, store });
  const { stall } = gallery;
  const before = await balancesOf(market);

  progress.say(`The ${client.name} mints the results of ${done.length} jobs, and the picture`);
  const parents: bigint[] = [];
  for (const chapter of done) parents.push(await mintPart(gallery, client, chapter));
  const tokenId = await mintPicture(gallery, client, { done, parents });
  const picture = await tracePicture(gallery, tokenId);
  signal.throwIfAborted();

  progress.say(`${first.name} buys the picture, and sells it to ${second.name}`);
  const currency = await money.getAddress();
  for (const { name, signer } of collectors) {
    await ledger.send(name, "approve the market of works", () =>
      money.connect(signer).approve(workMarket, SECOND_PRICE),
    );
  }
  const deals: Deal[] = [];
  await allowSales(stall, client);
  const listing = await list(stall, client, { tokenId, price: FIRST_PRICE, currency });
  deals.push(await take(stall, "sale", first, listing));
  await allowSales(stall, first);
  const resale = await list(stall, first, { tokenId, price: SECOND_PRICE, currency });
  deals.push(await take(stall, "resale", second, resale));
  const purses = await settlePurses(market, before, deals);
  const refusals = await refusalsOf(market, { chapters, sold: listing });
  return { picture, deals, purses, refusals };
}
