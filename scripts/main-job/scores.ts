import { reputation, type Standing } from "@weft/sdk";
import { formatEther, formatUnits } from "ethers";
import hre from "hardhat";

import { table } from "../lib/table";
import type { Market } from "./market";

const DIGITS = 6;

/** A provider's record at one moment. */
export interface Score extends Standing {
  name: string;
}

export async function scoresOf(market: Market): Promise<Score[]> {
  const address = await market.reputation.getAddress();
  return Promise.all(
    market.providers.map(async ({ name, signer }) => {
      const of = signer.address;
      const standing = await reputation.standing({
        provider: hre.ethers.provider,
        reputation: address,
        of,
      });
      return { name, ...standing };
    }),
  );
}

/** Records before and after the story, for people. */
export function tellScores(before: readonly Score[], after: readonly Score[]): string {
  const score = (scoreWad: bigint) => Number(formatEther(scoreWad)).toFixed(DIGITS);
  const rows = after.map(({ name, scoreWad, good, bad, wrong, late, voided }, index) => [
    name,
    score(before[index]?.scoreWad ?? 0n),
    score(scoreWad),
    formatUnits(good, 9),
    formatUnits(bad, 9),
    String(wrong),
    String(late),
    String(voided),
  ]);
  const head = ["provider", "score before", "after", "good WEFT", "bad WEFT"];
  return table([...head, "wrong", "late", "void"], rows);
}
