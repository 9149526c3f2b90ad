import {
  IJuryCourt__factory,
  JuryCourt__factory,
  OptimisticVerifier__factory,
} from "../../contracts";
import { eventIn } from "../../events/events";
import { encodeClaim, type ChallengeStruct } from "../../verification/optimistic/claim";
import type { CaseFile, CaseKey } from "../../verification/court/case";
import { unpackCourtTerms } from "../../verification/court/terms";
import { checkUint } from "../../words/range";
import { ensureAllowance } from "../erc20";
import { read } from "../read";
import { send, type CallOptions, type CallResult } from "../send";

export interface ChallengeParameters extends CallOptions {
  /** Address of the optimistic verifier; that of the job. */
  verifier: string;
  /** From `wrongClaim` or `withheldClaim`. */
  claim: ChallengeStruct;
  /** A docket that an earlier case left, which saves gas; left out, one is looked for among the first 32. */
  docket?: number;
}

export type ChallengeResult = CallResult &
  CaseKey & {
    file: CaseFile;
    /** Last unix second for the provider's bond. */
    answerUntil: number;
  };

const DOCKETS_LOOKED_AT = 32n;

async function freeDocket(
  parameters: ChallengeParameters,
  court: string,
): Promise<number | bigint> {
  const { signer, verifier, docket } = parameters;
  if (docket !== undefined) return checkUint("docket", docket, 32);
  const contract = IJuryCourt__factory.connect(court, signer);
  const { dockets } = await contract.benchOf(verifier);
  for (let i = 0n; i < dockets && i < DOCKETS_LOOKED_AT; i++) {
    if (await contract.isDocketFree(verifier, i)) return i;
  }
  return dockets;
}

/**
 * Brings a result to court, with the bond of its terms. Everything but the allowance is checked before it costs
 * anything.
 *
 * @example
 * const { caseId, file } = await optimistic.challenge({ signer, verifier: job.verifier, claim: wrongClaim({ ... }) });
 */
export async function challenge(parameters: ChallengeParameters): Promise<ChallengeResult> {
  const { signer, verifier, claim, overrides = {} } = parameters;
  const contract = OptimisticVerifier__factory.connect(verifier, signer);
  const { terms } = await read(() => contract.summonsOf(claim));
  const court = JuryCourt__factory.connect(await read(() => contract.court()), signer);
  const spender = await court.getAddress();
  const docket = await read(() => freeDocket(parameters, spender));
  await ensureAllowance(parameters, {
    token: await read(() => court.token()),
    spender,
    amount: unpackCourtTerms(terms).bond,
  });
  const receipt = await send(parameters, () =>
    court.open(verifier, docket, encodeClaim(claim), overrides),
  );
  const opened = eventIn(receipt, spender, court.getEvent("CaseOpened"));
  const { subject, plaintiff, defendant } = opened.file;
  return {
    receipt,
    court: spender,
    arbitrable: verifier,
    caseId: opened.caseId,
    file: { subject, plaintiff, defendant, terms: opened.file.terms },
    answerUntil: Number(opened.answerUntil),
  };
}
