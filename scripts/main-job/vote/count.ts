import { governance } from "@weft/sdk";
import hre from "hardhat";

import type { Context } from "../story";
import { governorOf, type Motion } from "./booth";

const { Support } = governance;

/** A proposal and what became of it. */
export interface Result {
  motion: Motion;
  standing: governance.Standing;
}

/**
 * Reads where a proposal stands.
 *
 * @throws Error where the chain counted anything but the ballots of the story.
 */
export async function countOf(context: Context, motion: Motion): Promise<Result> {
  const standing = await governance.readStanding({
    provider: hre.ethers.provider,
    governor: await governorOf(context),
    proposalId: motion.proposal.id,
  });
  const sumOf = (side: governance.Support): bigint =>
    motion.ballots
      .filter(({ support }) => support === side)
      .reduce((sum, { weight }) => sum + weight, 0n);
  const isWhole =
    standing.for === sumOf(Support.For) &&
    standing.against === sumOf(Support.Against) &&
    standing.abstain === sumOf(Support.Abstain);
  if (!isWhole) throw new Error(`the votes on "${motion.what}" are not the sum of its ballots`);
  return { motion, standing };
}
