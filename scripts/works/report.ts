import { contentId } from "@weft/sdk";
import { ZeroAddress, formatEther } from "ethers";

import type { Ledger } from "../lib/ledger";
import { grouped, table } from "../lib/table";
import type { Outcome } from "./story";
import type { World } from "./world";

const unitOf = (currency: string): string => (currency === ZeroAddress ? "ETH" : "TUSD");

/** Names by address. */
function namesOf({ artist, partner, remixer, collectors }: World): Map<string, string> {
  const parties = [artist, partner, remixer, ...collectors];
  return new Map(parties.map(({ name, signer }) => [signer.address, name]));
}

/** The story in tables, for people. */
export function asText(world: World, outcome: Outcome, { steps }: Ledger): string {
  const { work, name, chapters, refusal, shared } = outcome;
  const names = namesOf(world);
  const nameOf = (account: string): string => names.get(account) ?? "a split";
  const sales = chapters.map(({ what, sold, isCleared }) => [
    what,
    `${formatEther(sold.price)} ${unitOf(sold.currency)}`,
    `${nameOf(sold.seller)} ${formatEther(sold.proceeds)}`,
    `${nameOf(sold.royaltyReceiver)} ${formatEther(sold.royalty)}`,
    formatEther(sold.fee),
    `${nameOf(sold.buyer)}${isCleared ? "" : ", not cleared"}`,
  ]);
  return [
    `"${name}", read back from ${contentId(work.metadata)}`,
    `The filled listing, offered again, is refused: ${refusal}`,
    table(["sale", "price", "seller gets", "royalty", "fee", "benefits"], sales),
    table(
      ["the split shared", ""],
      shared.map(({ currency, amount }) => [formatEther(amount), unitOf(currency)]),
    ),
    table(
      ["who", "step", "gas"],
      steps.map(({ who, what, gas }) => [who, what, grouped(gas)]),
    ),
  ].join("\n\n");
}

/** The same for programs. */
export function summarize(outcome: Outcome, { steps }: Ledger): Record<string, unknown> {
  const { work, name, chapters, refusal, shared } = outcome;
  return { name, work, sales: chapters, refused: refusal, shared, steps };
}
