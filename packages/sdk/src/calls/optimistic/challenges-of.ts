import type { Provider } from "ethers";
import { OptimisticVerifier__factory } from "../../contracts";
import { disputeOf, type Dispute } from "../../verification/optimistic/dispute";
import { latestBlock } from "../clock";
import { caseOf, challengedEvent, type Challenged, type FiledCase } from "../court/filed";
import { standingOf, type CaseStanding } from "../court/standing";
import { jobsById } from "../jobs-by-id";
import { eventsBetween } from "../logs";
import { read } from "../read";

/** A challenge that is before the court: what `court.answer` and `court.close` take, and where it stands. */
export interface OpenChallenge extends FiledCase {
  dispute: Dispute;
  standing: CaseStanding;
}

export interface ChallengesQuestion {
  provider: Provider;
  /** Address of the optimistic verifier. */
  verifier: string;
  /** Addresses of the job markets whose jobs are of interest. */
  markets: readonly string[];
  /** Whose results. */
  account: string;
  /** First block to look at: that of the match of the oldest job that is open. What is before it is passed over. */
  since: number;
}

/**
 * The challenges of a provider's results that are before the court now. One that waits for an answer is lost by silence:
 * `standing` says until when.
 *
 * @example
 * const challenges = await optimistic.challengesOf({ provider, verifier, markets: [market], account, since });
 * for (const challenge of challenges) {
 *   if (challenge.standing.phase === "answer") await court.answer({ signer, ...challenge });
 * }
 */
export async function challengesOf({
  provider,
  verifier,
  markets,
  account,
  since,
}: ChallengesQuestion): Promise<OpenChallenge[]> {
  const { number: to } = await read(() => latestBlock(provider));
  const contract = OptimisticVerifier__factory.connect(verifier, provider);
  const place = { provider, court: await read(() => contract.court()), arbitrable: verifier };
  const event = challengedEvent(verifier, provider);
  const range = { provider, from: since, to };
  const indexed = [null, account];
  const made = await eventsBetween({ ...range, address: verifier, event, indexed });
  const open: { challenge: Challenged; filed: FiledCase; standing: CaseStanding }[] = [];
  for (const challenge of made) {
    const filed = await caseOf(place, challenge);
    if (filed === undefined) continue;
    const standing = await standingOf({ provider, ...filed, block: to });
    if (standing.phase !== "over") open.push({ challenge, filed, standing });
  }
  const ids = open.map(({ challenge }) => challenge.args.jobId);
  const jobs = await jobsById({ ...range, markets, ids });
  return open.map(({ challenge: { args }, filed, standing }) => {
    const dispute = disputeOf(args, jobs.get(args.jobId));
    return { ...filed, dispute, standing };
  });
}
