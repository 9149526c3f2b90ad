import { contentId } from "@weft/sdk";
import { ZeroAddress, formatEther } from "ethers";

import type { Ledger } from "../lib/ledger";
import { grouped, table } from "../lib/table";
import type { Deal } from "./stall";
import type { Outcome } from "./story";
import type { World } from "./world";

/** How a story shows accounts and amounts. */
export interface Shown {
  nameOf: (account: string) => string;
  amountOf: (amount: bigint) => string;
  unitOf: (currency: string) => string;
}

/** Who got what of every price. */
export function salesTable(deals: readonly Deal[], { nameOf, amountOf, unitOf }: Shown): string {
  const rows = deals.map(({ what, sold, isCleared }) => [
    what,
    `${amountOf(sold.price)} ${unitOf(sold.currency)}`,
    `${nameOf(sold.seller)} ${amountOf(sold.proceeds)}`,
    `${nameOf(sold.royaltyReceiver)} ${amountOf(sold.royalty)}`,
    amountOf(sold.fee),
    `${nameOf(sold.buyer)}${isCleared ? "" : ", not cleared"}`,
  ]);
  return table(["sale", "price", "seller gets", "royalty", "fee", "buyer"], rows);
}

const unitOf = (currency: string): string => (currency === ZeroAddress ? "ETH" : "TUSD");

/** Names by address. */
function namesOf({ artist, partner, remixer, collectors }: World): Map<string, string> {
  const parties = [artist, partner, remixer, ...collectors];
  return new Map(parties.map(({ name, signer }) => [signer.address, name]));
}

/** The story in tables, for people. */
export function asText(world: World, outcome: Outcome, { steps }: Ledger): string {
  const { work, name, deals, refusal, shared } = outcome;
  const names = namesOf(world);
  const nameOf = (account: string): string => names.get(account) ?? "a split";
  return [
    `"${name}", read back from ${contentId(work.metadata)}`,
    `The filled listing, offered again, is refused: ${refusal}`,
    salesTable(deals, { nameOf, amountOf: formatEther, unitOf }),
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
  const { work, name, deals, refusal, shared } = outcome;
  return { name, work, sales: deals, refused: refusal, shared, steps };
}
