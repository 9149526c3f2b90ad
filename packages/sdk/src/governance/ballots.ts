import type { Signer } from "ethers";
import { InvalidFieldError } from "../errors/weft-error";
import { fields, weftDomain, type DomainParameters, type TypedTypes } from "../orders/domain";
import type { WeftDomain } from "../orders/domain";
import { checkSigner, signTyped } from "../orders/sign";
import { checkAccount, checkUint } from "../words/range";
import { Support } from "./types";

/** EIP-712 types of a ballot. */
export const BALLOT_TYPES: TypedTypes = {
  Ballot: fields("uint256 proposalId", "uint8 support", "address voter", "uint256 nonce"),
};

export function governorDomain(parameters: DomainParameters): WeftDomain {
  return weftDomain("Weft Governor", parameters);
}

/** A signed vote that anyone may bring. */
export interface Ballot {
  proposalId: bigint;
  support: Support;
  voter: string;
  signature: string;
}

/**
 * The nonce of every ballot on a proposal: an account votes once there, so that one is enough, and a ballot can be
 * signed without a look at the chain. No other signature uses it up.
 */
export function ballotNonce(proposalId: bigint): bigint {
  return BigInt.asUintN(192, proposalId) << 64n;
}

export function checkSupport(support: number): Support {
  const sides: readonly Support[] = [Support.Against, Support.For, Support.Abstain];
  const side = sides[support];
  if (side !== undefined) return side;
  throw new InvalidFieldError("support", support, "0 (against), 1 (for) or 2 (abstain)");
}

export interface SignBallotParameters {
  signer: Signer;
  domain: WeftDomain;
  proposalId: bigint;
  support: Support;
  /** Whose vote it is; left out, the signer's. Another's is a contract wallet that the signer owns (ERC-1271). */
  wallet?: string;
}

/**
 * Signs a vote.
 *
 * @example
 * const domain = governorDomain({ chainId, contract: governor });
 * const ballot = await signBallot({ signer, domain, proposalId, support: Support.For });
 */
export async function signBallot(parameters: SignBallotParameters): Promise<Ballot> {
  const { signer, wallet } = parameters;
  const proposalId = checkUint("proposalId", parameters.proposalId, 256);
  const support = checkSupport(parameters.support);
  const voter = checkAccount("voter", wallet ?? (await signer.getAddress()));
  await checkSigner({ signer, isForWallet: wallet !== undefined }, "voter", voter);
  const message = { proposalId, support, voter, nonce: ballotNonce(proposalId) };
  return {
    proposalId,
    support,
    voter,
    signature: await signTyped(parameters, BALLOT_TYPES, message),
  };
}
