import { contentId, digestOfContent, type SoldWork } from "@weft/sdk";
import { formatUnits } from "ethers";

import { table } from "../../lib/table";
import type { ReadWork } from "../../works/content";
import { salesTable } from "../../works/report";
import { MONEY_DECIMALS } from "../market";
import type { WorksChapter } from "./tell";
import { placesText } from "./tiles";

/** Digits of a job's id that people are shown. */
const SHORT = 10;

const dollars = (amount: bigint): string => formatUnits(amount, MONEY_DECIMALS);

/** Names of those who were paid, by account. */
function namesOf({ purses }: WorksChapter): (account: string) => string {
  const names = new Map(purses.map(({ name, account }) => [account, name]));
  return (account) => names.get(account) ?? account;
}

/** What became of the picture, for people. */
export function tellSales(works: WorksChapter): string {
  const { picture, deals, purses, refusals } = works;
  const shown = { nameOf: namesOf(works), amountOf: dollars, unitOf: () => "TUSD" };
  const minted = [
    ...picture.parts.map(({ metadata, provenance, tiles }) => [
      metadata.name,
      `the result of job ${provenance.jobId.slice(0, SHORT)}`,
      placesText(tiles.keys()),
    ]),
    [
      picture.metadata.name,
      `the ${picture.parts.length} works above`,
      placesText(picture.parts.flatMap(({ tiles }) => [...tiles.keys()])),
    ],
  ];
  return [
    `"${picture.metadata.name}", read back from ${contentId(picture.work.metadata)}: every tile is what its job gave`,
    table(["work", "minted from", "tiles"], minted),
    salesTable(deals, shown),
    table(
      ["who", "TUSD before", "after", "change"],
      purses.map(({ name, before, after }) => [
        name,
        dollars(before),
        dollars(after),
        dollars(after - before),
      ]),
    ),
    table(
      ["attempt", "what the chain says"],
      refusals.map(({ what, says }) => [what, says]),
    ),
  ].join("\n\n");
}

/** The same for programs; amounts in base units. */
export function summarizeWorks(works: WorksChapter): Record<string, unknown> {
  const { picture, deals, purses, refusals } = works;
  const nameOf = namesOf(works);
  return {
    picture: summaryOf(picture),
    parts: picture.parts.map((part) => ({
      ...summaryOf(part),
      ...part.provenance,
      tiles: [...part.tiles.keys()],
    })),
    sales: deals.map(({ what, sold, isCleared }) => ({
      ...{ what, ...saleOf(sold, nameOf), isCleared },
    })),
    purses: purses.map(({ name, before, after }) => ({
      ...{ name, before: String(before), after: String(after) },
    })),
    refused: refusals,
  };
}

function summaryOf({ tokenId, work, metadata }: ReadWork): Record<string, unknown> {
  const { name, image } = metadata;
  return {
    ...{ name, tokenId: String(tokenId), uri: work.uri },
    ...{ image, sha256: digestOfContent(image), royalty: work.royalty },
  };
}

function saleOf(
  { order, seller, buyer, price, proceeds, royaltyReceiver, royalty, fee }: SoldWork,
  nameOf: (account: string) => string,
): Record<string, unknown> {
  return {
    ...{ order, seller: nameOf(seller), buyer: nameOf(buyer) },
    ...{ price: String(price), proceeds: String(proceeds) },
    ...{ royaltyReceiver: nameOf(royaltyReceiver), royalty: String(royalty), fee: String(fee) },
  };
}
