import { eventIn } from "../../events/events";
import { toRuling, type CaseFile, type CaseKey, type Ruling } from "../../verification/court/case";
import { readHeader, type RpcNode } from "../../verification/court/header";
import { unpackCourtTerms } from "../../verification/court/terms";
import { checkAccount } from "../../words/range";
import { ensureAllowance, tryUnpaid } from "../erc20";
import { read } from "../read";
import { send, type CallOptions, type CallResult } from "../send";
import { courtOf } from "./contract";

export interface CaseCall extends CallOptions, CaseKey {}

export interface FiledCaseCall extends CaseCall {
  file: CaseFile;
}

/**
 * Puts up the defendant's bond. Anyone may, so that the key that runs the machine can.
 *
 * @example
 * const { target, drawUntil } = await court.answer({ signer, court, arbitrable, caseId, file });
 */
export async function answer(
  parameters: FiledCaseCall,
): Promise<CallResult & { target: number; drawUntil: number }> {
  const { signer, court, arbitrable, caseId, file, overrides = {} } = parameters;
  const contract = courtOf(court, signer);
  await ensureAllowance(parameters, {
    token: await read(() => contract.token()),
    spender: court,
    amount: unpackCourtTerms(file.terms).bond,
  });
  const receipt = await send(parameters, () =>
    contract.answer(arbitrable, caseId, file, overrides),
  );
  const event = eventIn(receipt, court, contract.getEvent("CaseAnswered"));
  return { receipt, target: Number(event.target), drawUntil: Number(event.drawUntil) };
}

/** A jury as it was drawn. Jurors vote by their place in these lists. */
export interface DrawnJury {
  positions: number[];
  jurors: string[];
  commitUntil: number;
  revealUntil: number;
}

export interface DrawParameters extends FiledCaseCall {
  /** The block that sets the draw, from `answer` or `rearm`. */
  target: number;
  /** Where the header is read. */
  node: RpcNode;
}

/** Draws the jury. Anyone may, once the target block is mined. */
export async function draw(parameters: DrawParameters): Promise<CallResult & DrawnJury> {
  const { signer, court, arbitrable, caseId, file, target, node, overrides = {} } = parameters;
  const contract = courtOf(court, signer);
  const header = await readHeader(node, target);
  const receipt = await send(parameters, () =>
    contract.draw(arbitrable, caseId, file, header, overrides),
  );
  const event = eventIn(receipt, court, contract.getEvent("JuryDrawn"));
  return {
    receipt,
    positions: event.positions.map(Number),
    jurors: [...event.jurors],
    commitUntil: Number(event.commitUntil),
    revealUntil: Number(event.revealUntil),
  };
}

/**
 * Names another block to set the draw, where the first can no longer be proven. Anyone may, and pays half a bond for it,
 * which is burnt. It is lost for nothing where 64 blocks, and one to draw in, do not come before the draw's time is over:
 * `until` of `standingOf`. The court refuses the last 64 seconds alone, since it cannot know how fast blocks come.
 *
 * @throws ContractError where the court refuses, before anything is approved.
 */
export async function rearm(parameters: FiledCaseCall): Promise<CallResult & { target: number }> {
  const { signer, court, arbitrable, caseId, file, overrides = {} } = parameters;
  const contract = courtOf(court, signer);
  await tryUnpaid(() => contract.rearm.staticCall(arbitrable, caseId, file));
  await ensureAllowance(parameters, {
    token: await read(() => contract.token()),
    spender: court,
    amount: unpackCourtTerms(file.terms).bond / 2n,
  });
  const receipt = await send(parameters, () => contract.rearm(arbitrable, caseId, file, overrides));
  const event = eventIn(receipt, court, contract.getEvent("DrawRearmed"));
  return { receipt, target: Number(event.target) };
}

/** Ends a case that has all its votes, or whose step has run out of time. Anyone may. */
export async function close(
  parameters: FiledCaseCall,
): Promise<CallResult & { ruling: Ruling; jurorPay: bigint }> {
  const { signer, court, arbitrable, caseId, file, overrides = {} } = parameters;
  const contract = courtOf(court, signer);
  const receipt = await send(parameters, () => contract.close(arbitrable, caseId, file, overrides));
  const event = eventIn(receipt, court, contract.getEvent("CaseClosed"));
  return { receipt, ruling: toRuling(event.ruling), jurorPay: event.jurorPay };
}

/** Sends what the court owes to an account, what its seats earned and was banked included. Anyone may call. */
export async function claim(
  parameters: CallOptions & { court: string; account: string },
): Promise<CallResult & { amount: bigint }> {
  const { signer, court, overrides = {} } = parameters;
  const contract = courtOf(court, signer);
  const account = checkAccount("account", parameters.account);
  const receipt = await send(parameters, () => contract.claim(account, overrides));
  const { amount } = eventIn(receipt, court, contract.getEvent("CourtPaid"));
  return { receipt, amount };
}
