import { AbiCoder, FunctionFragment, id as hashText, Interface, keccak256 } from "ethers";
import { InvalidFieldError } from "../errors/weft-error";
import { checkAccount, checkBytes, checkUint, isSameAccount } from "../words/range";
import type { Proposal, ProposalCall } from "./types";

const SUFFIX = "#proposer=";
const SEALED = /#proposer=(0x[0-9a-fA-F]{40})$/;

/**
 * The description with the suffix that keeps everybody else from proposing the same, and so from cancelling it under
 * the proposer's nose.
 *
 * @throws InvalidFieldError where the text is empty or names another proposer.
 */
export function sealDescription(text: string, proposer: string): string {
  const account = checkAccount("proposer", proposer);
  if (text.trim() === "") throw new InvalidFieldError("description", text, "a text");
  const named = SEALED.exec(text)?.[1];
  if (named === undefined) return `${text}${SUFFIX}${account}`;
  if (isSameAccount(named, account)) return text;
  throw new InvalidFieldError("description", text, `without the name of another, ${named}`);
}

/** A call by name: what people write down and read. */
export interface CallDescription {
  to: string;
  /** Signature as Solidity writes it, such as `setFee(uint16 feeBps)`. */
  signature: string;
  args: readonly unknown[];
  /** Wei, from the timelock; left out, none. */
  value?: bigint;
}

/**
 * A call from its typed description.
 *
 * @throws InvalidFieldError where signature and arguments do not fit together.
 * @example
 * encodeCall({ to: jobMarket, signature: "setFee(uint16)", args: [100n] });
 */
export function encodeCall({ to, signature, args, value }: CallDescription): ProposalCall {
  const call = { to: checkAccount("to", to), ...(value === undefined ? {} : { value }) };
  try {
    const fragment = FunctionFragment.from(`function ${signature}`);
    return { ...call, data: new Interface([fragment]).encodeFunctionData(fragment, [...args]) };
  } catch (cause) {
    const reason = cause instanceof Error && "shortMessage" in cause ? cause.shortMessage : cause;
    throw new InvalidFieldError(
      "call",
      signature,
      `one that takes its arguments: ${String(reason)}`,
    );
  }
}

/** The id that the governor gives a proposal. */
export function proposalIdOf({
  targets,
  values,
  calldatas,
  descriptionHash,
}: Omit<Proposal, "id" | "description">): bigint {
  const types = ["address[]", "uint256[]", "bytes[]", "bytes32"];
  const terms = [targets, values, calldatas, descriptionHash];
  return BigInt(keccak256(AbiCoder.defaultAbiCoder().encode(types, terms)));
}

export interface BuildProposalParameters {
  /** Who will propose: nobody else can. */
  proposer: string;
  description: string;
  calls: readonly ProposalCall[];
}

/**
 * A proposal that only this account can make.
 *
 * @throws InvalidFieldError
 * @example
 * const call = encodeCall({ to: jobMarket, signature: "setFee(uint16)", args: [100n] });
 * const proposal = buildProposal({ proposer, description: "A fee of 1%", calls: [call] });
 */
export function buildProposal(parameters: BuildProposalParameters): Proposal {
  const { proposer, calls } = parameters;
  if (calls.length === 0) throw new InvalidFieldError("calls", "empty", "one call at least");
  const description = sealDescription(parameters.description, proposer);
  const terms = {
    targets: calls.map(({ to }) => checkAccount("to", to)),
    values: calls.map(({ value }) => checkUint("value", value ?? 0n, 256)),
    calldatas: calls.map(({ data }) => checkBytes("data", data)),
    descriptionHash: hashText(description),
  };
  return { ...terms, description, id: proposalIdOf(terms) };
}
