import type { Provider } from "ethers";
import { OptimisticVerifier__factory, type OptimisticVerifier } from "../../contracts";
import { ContractError } from "../../errors/weft-error";
import type { EventArgs } from "../../events/events";
import type { Job } from "../../orders/types";
import { withheldClaim } from "../../verification/optimistic/claim";
import { isSameAccount } from "../../words/range";
import { latestBlock } from "../clock";
import { jobsById } from "../jobs-by-id";
import { eventsBetween } from "../logs";
import { read, readOrRefusal } from "../read";

/** A result that can be challenged now. */
export interface ChallengeableResult {
  jobId: string;
  job: Job;
  /** Merkle root over the chunks of the result. */
  root: string;
  /** Last unix second for a challenge. */
  until: number;
}

export interface ChallengeableQuestion {
  provider: Provider;
  /** Address of the optimistic verifier. */
  verifier: string;
  /** Addresses of the job markets whose jobs are of interest. */
  markets: readonly string[];
  /** First block to look at: that of the match of the oldest job of interest. What is before it is passed over. */
  since: number;
}

type Submission = EventArgs<ReturnType<typeof submissionOf>>;

const READS_AT_ONCE = 50;

function submissionOf(contract: OptimisticVerifier) {
  return contract.getEvent("ResultSubmitted");
}

/** Those whose window is open, with its end. */
async function openOf(
  contract: OptimisticVerifier,
  submissions: readonly Submission[],
  at: { blockTag: number },
): Promise<{ submission: Submission; until: number }[]> {
  const open: { submission: Submission; until: number }[] = [];
  for (let first = 0; first < submissions.length; first += READS_AT_ONCE) {
    const some = submissions.slice(first, first + READS_AT_ONCE);
    const ends = await read(() =>
      Promise.all(
        some.map(({ jobId, provider, terms }) =>
          contract.challengeableUntil(jobId, provider, terms, at),
        ),
      ),
    );
    some.forEach((submission, i) => {
      const until = Number(ends[i] ?? 0n);
      if (until !== 0) open.push({ submission, until });
    });
  }
  return open;
}

/**
 * The results that can be challenged now: what a challenger looks through. Events only name them; whether they can be
 * challenged, the verifier is asked for each, all of one block. Results that strangers put on record for jobs of others
 * are not among them, nor are those that came too late to count.
 *
 * @example
 * const results = await optimistic.challengeable({ provider, verifier, markets: [market], since });
 * const { wrong, withheld } = await findWrongChunk({ spec: results[0].job.spec, root: results[0].root, source, leaves });
 */
export async function challengeable({
  provider,
  verifier,
  markets,
  since,
}: ChallengeableQuestion): Promise<ChallengeableResult[]> {
  const contract = OptimisticVerifier__factory.connect(verifier, provider);
  const { number: to } = await read(() => latestBlock(provider));
  const at = { blockTag: to };
  const range = { provider, from: since, to };
  const event = submissionOf(contract);
  const submitted = await eventsBetween({ ...range, address: verifier, event });
  const open = await openOf(
    contract,
    submitted.map(({ args }) => args),
    at,
  );
  const ids = open.map(({ submission }) => submission.jobId);
  const jobs = await jobsById({ ...range, markets, ids });
  const results: ChallengeableResult[] = [];
  for (const { submission, until } of open) {
    const { jobId, root } = submission;
    const job = jobs.get(jobId);
    if (job === undefined || !isOf(submission, verifier, job)) continue;
    const claim = withheldClaim({ job, root });
    const answer = await readOrRefusal(() => contract.summonsOf(claim, at));
    if (!(answer instanceof ContractError)) results.push({ jobId, job, root, until });
  }
  return results;
}

/** Whether a submission counts for a job: anyone may submit for any under its own name, or under other terms. */
function isOf({ provider, terms }: Submission, verifier: string, job: Job): boolean {
  return (
    isSameAccount(provider, job.provider) &&
    isSameAccount(verifier, job.verifier) &&
    terms === job.verifierTerms
  );
}
