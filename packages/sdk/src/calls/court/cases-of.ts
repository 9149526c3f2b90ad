import type { Provider } from "ethers";
import type { JuryCourt } from "../../contracts";
import { ContractError } from "../../errors/weft-error";
import { ballotOf, type Ballot } from "../../verification/court/ballots";
import { Ruling, unpackVotes } from "../../verification/court/case";
import { disputeOf, type Dispute } from "../../verification/optimistic/dispute";
import type { SecretStore } from "../../verification/secrets";
import { isSameAccount } from "../../words/range";
import { latestBlock } from "../clock";
import { jobsById } from "../jobs-by-id";
import { eventsBetween, eventsOf } from "../logs";
import { read, readOrRefusal } from "../read";
import { courtOf } from "./contract";
import { challengeOf, fileIn, openedEvent, type FiledCase } from "./filed";
import type { BenchKey } from "./seats";
import { standingOf, type CaseStanding } from "./standing";

/** What a juror does next with a seat. `nothing`: wait, or it is too late. */
export type JurorStep = "commit" | "reveal" | "nothing";

/** A seat of a juror in a jury. */
export interface DrawnSeat {
  /** Its place in the jury: votes go by it. */
  ordinal: number;
  /** Its position on the bench. */
  position: number;
  /** The vote that was shown; `Undecided` before. */
  shown: Ruling;
  /** Vote and salt that the store keeps of what the chain holds; undefined where there is none. */
  ballot: Ballot | undefined;
  next: JurorStep;
}

/** A case that waits for its jurors, or to be closed. */
export interface JurorCase extends FiledCase {
  standing: CaseStanding;
  /** What it is about; undefined where the contract before the court does not say so as the optimistic verifier does. */
  dispute: Dispute | undefined;
  seats: DrawnSeat[];
}

export interface CasesQuestion extends BenchKey {
  provider: Provider;
  /** Addresses of the job markets whose word on jobs is taken. */
  markets: readonly string[];
  juror: string;
  /** Where the juror's votes are kept: what `commit` was given. */
  secrets: SecretStore;
  /** First block to look at: that of the match of the oldest job that is open. What is before it is passed over. */
  since: number;
}

interface Jury {
  caseId: bigint;
  seats: Omit<DrawnSeat, "ballot" | "next">[];
}

/** The seats of a juror in the jury of a case as it is in one block; none where the case has no jury then. */
async function juryWith(
  contract: JuryCourt,
  { arbitrable, juror }: CasesQuestion,
  caseId: bigint,
  at: { blockTag: number },
): Promise<Jury> {
  const jury = await readOrRefusal(() => contract.juryOf(arbitrable, caseId, at));
  if (jury instanceof ContractError) return { caseId, seats: [] };
  const positions = jury.positions.map(Number);
  const votes = unpackVotes(jury.votes, positions.length);
  const seats = await read(() =>
    Promise.all(positions.map((position) => contract.seatAt(arbitrable, position, at))),
  );
  const own = positions.flatMap((position, ordinal) => {
    const seat = seats[ordinal];
    if (seat === undefined || !isSameAccount(seat.juror, juror)) return [];
    return [{ ordinal, position, shown: votes[ordinal] ?? Ruling.Undecided }];
  });
  return { caseId, seats: own };
}

/** Where the commitment that stands is an earlier case's, of the same docket, there is none. */
async function ballotAt(
  contract: JuryCourt,
  { arbitrable, secrets }: CasesQuestion,
  { caseId, ordinal }: { caseId: bigint; ordinal: number },
  at: { blockTag: number },
): Promise<Ballot | undefined> {
  const commitment = await read(() => contract.commitmentAt(arbitrable, caseId, ordinal, at));
  const ballot = await ballotOf(secrets, commitment);
  return ballot?.caseId === caseId ? ballot : undefined;
}

function nextOf(
  { phase }: CaseStanding,
  { shown, ballot }: Pick<DrawnSeat, "shown" | "ballot">,
): JurorStep {
  // What this store cannot show is committed to anew while there is time.
  if (phase === "commit" && ballot === undefined) return "commit";
  if (phase === "reveal" && ballot !== undefined && shown === Ruling.Undecided) return "reveal";
  return "nothing";
}

/**
 * The cases that a juror sits on and that are not closed, with what to do next for each of its seats. Events only name
 * the cases; jury, commitments, votes and times are the court's, all of one block.
 *
 * @example
 * const [{ seats, dispute, ...filed }] = await court.casesOf({ provider, ...bench, markets, juror, secrets, since });
 * for (const { ordinal, next } of seats) {
 *   if (next === "commit") await court.commit({ signer, ...filed, ordinal, vote: await judge(dispute), secrets });
 *   if (next === "reveal") await court.reveal({ signer, ...filed, ordinal, secrets });
 * }
 */
export async function casesOf(question: CasesQuestion): Promise<JurorCase[]> {
  const { provider, court, arbitrable, juror, since } = question;
  const contract = courtOf(court, provider);
  const { number: to } = await read(() => latestBlock(provider));
  const at = { blockTag: to };
  const range = { provider, address: court, from: since, to };
  const event = contract.getEvent("JuryDrawn");
  const drawn = await eventsBetween({ ...range, event, indexed: [arbitrable] });
  const named = drawn.filter(({ args }) => args.jurors.some((each) => isSameAccount(each, juror)));
  const juries: Jury[] = [];
  for (const caseId of new Set(named.map(({ args }) => args.caseId))) {
    const jury = await juryWith(contract, question, caseId, at);
    if (jury.seats.length !== 0) juries.push(jury);
  }
  const filed = await filedOf(question, juries, to);
  const cases: JurorCase[] = [];
  for (const { caseId, seats } of juries) {
    const found = filed.get(caseId);
    if (found === undefined) continue;
    const standing = await standingOf({ provider, ...found.filed, block: to });
    const steps: DrawnSeat[] = [];
    for (const seat of seats) {
      const { ordinal } = seat;
      const ballot = await ballotAt(contract, question, { caseId, ordinal }, at);
      steps.push({ ...seat, ballot, next: nextOf(standing, { ...seat, ballot }) });
    }
    cases.push({ ...found.filed, standing, dispute: found.dispute, seats: steps });
  }
  return cases;
}

/** Files and disputes of cases, by the cases' ids. */
async function filedOf(
  { provider, court, arbitrable, markets, since }: CasesQuestion,
  juries: readonly Jury[],
  to: number,
): Promise<Map<bigint, { filed: FiledCase; dispute: Dispute | undefined }>> {
  const range = { provider, from: since, to };
  const opened = await eventsOf({
    ...{ ...range, address: court, event: openedEvent(court, provider) },
    ...{ leading: [arbitrable], values: juries.map(({ caseId }) => caseId) },
  });
  const challenges = await Promise.all(
    opened.map((each) => challengeOf({ provider, court, arbitrable }, each)),
  );
  const ids = challenges.flatMap((each) => each?.args.jobId ?? []);
  const jobs = await jobsById({ ...range, markets, ids });
  return new Map(
    opened.map(({ args }, i) => {
      const made = challenges[i]?.args;
      const dispute = made === undefined ? undefined : disputeOf(made, jobs.get(made.jobId));
      const filed = { court, arbitrable, caseId: args.caseId, file: fileIn(args) };
      return [args.caseId, { filed, dispute }];
    }),
  );
}
