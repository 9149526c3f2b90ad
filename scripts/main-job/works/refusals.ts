import { JobStatus, buildDraft, packJob, packWorkSale, type WorkSale } from "@weft/sdk";
import { id } from "ethers";

import type { Market } from "../market";
import { refused, type Refusal } from "../refused";
import type { Chapter } from "../story";

/** Tries, without sending, what would make a provenance or a listing worth nothing. */
export async function refusalsOf(
  market: Market,
  { chapters, sold }: { chapters: readonly Chapter[]; sold: WorkSale },
): Promise<Refusal[]> {
  const { collectors, workMarket } = market;
  const [buyer] = collectors;
  const accepted = chapters.find(({ ending }) => ending.status === JobStatus.Accepted);
  const rejected = chapters.find(({ ending }) => ending.status === JobStatus.Rejected);
  const attempts: [what: string, attempt: () => Promise<unknown>][] = [
    [
      "the sold listing, taken again",
      () => workMarket.connect(buyer.signer).fill.staticCall(packWorkSale(sold)),
    ],
  ];
  if (accepted?.delivery !== undefined) {
    const root = accepted.delivery.receipt.root;
    attempts.push(["a result, minted again", () => mint(market, accepted, root)]);
    attempts.push([
      "another result than the job gave",
      () => mint(market, accepted, id("another")),
    ]);
  }
  if (rejected?.delivery !== undefined) {
    const root = rejected.delivery.receipt.root;
    attempts.push(["a result that was rejected", () => mint(market, rejected, root)]);
  }
  const refusals: Refusal[] = [];
  for (const [what, attempt] of attempts) refusals.push(await refused(what, attempt));
  return refusals;
}

function mint({ works, client }: Market, { opened }: Chapter, root: string): Promise<unknown> {
  const draft = buildDraft({ metadata: id("metadata") });
  return works
    .connect(client.signer)
    .mintFromJob.staticCall(packJob(opened.job), root, client.signer, draft);
}
