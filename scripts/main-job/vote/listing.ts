import type { governance } from "@weft/sdk";

import type { Market } from "../market";
import type { Context } from "../story";
import { closePolls, execute, openPolls, propose, queue, waitUntil } from "./booth";
import { countOf, type Result } from "./count";
import { enfranchise, passWith } from "./electorate";

/** One unit of the payment token, of 6 decimals, weighs one WEFT. */
const RATE_WAD = 10n ** 30n;

/**
 * Fees weigh in records as those of this market in this token, whoever of its verifiers judged; and works are sold for
 * this token.
 */
async function listingCalls(market: Market): Promise<governance.CallDescription[]> {
  const { reputation, workMarket, jobMarket, money } = market;
  const [records, sales, jobs, token] = await Promise.all(
    [reputation, workMarket, jobMarket, money].map((contract) => contract.getAddress()),
  );
  if (!records || !sales || !jobs || !token) throw new Error("a contract has no address");
  const judges = await Promise.all(
    [
      market.attestationVerifier,
      market.optimisticVerifier,
      market.quorumVerifier,
      market.proofVerifier,
    ].map((verifier) => verifier.getAddress()),
  );
  return [
    ...judges.map((judge) => ({
      to: records,
      signature: "setRate(address,address,address,uint256)",
      args: [jobs, judge, token, RATE_WAD],
    })),
    { to: sales, signature: "setCurrency(address,bool)", args: [token, true] },
  ];
}

/** The first vote: it puts the token of the story on the lists that only votes write. */
export async function listByVote(context: Context): Promise<Result> {
  const { market, progress } = context;
  progress.say("A vote lists the token that is paid with");
  await enfranchise(context);
  const what = "the lists of what is paid with";
  const calls = await listingCalls(market);
  const motion = await propose(context, { proposer: market.voters.erin, what, calls });
  await openPolls([motion]);
  await passWith(context, motion);
  await closePolls([motion]);
  await waitUntil(await queue(context, motion));
  await execute(context, motion);
  return countOf(context, motion);
}
