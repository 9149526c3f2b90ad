import { AbiCoder, hexlify, keccak256, randomBytes } from "ethers";
import { InvalidFieldError } from "../../errors/weft-error";
import type { Job } from "../../orders/types";
import { checkAccount, checkBytes32 } from "../../words/range";

/** What names a task, as the verifier takes it: fields that all its jobs share. */
export interface QuorumTaskStruct {
  /** EIP-712 digest of the request. */
  request: string;
  payer: string;
  terms: bigint;
}

/** The task that a job is a replica of. */
export function quorumTaskOf(
  job: Pick<Job, "request" | "payer" | "verifierTerms">,
): QuorumTaskStruct {
  return {
    request: checkBytes32("request", job.request),
    payer: checkAccount("payer", job.payer),
    terms: BigInt(checkBytes32("verifierTerms", job.verifierTerms)),
  };
}

/** The key of a task. */
export function quorumKey({ request, payer, terms }: QuorumTaskStruct): string {
  const coder = AbiCoder.defaultAbiCoder();
  return keccak256(coder.encode(["bytes32", "address", "uint256"], [request, payer, terms]));
}

/** What opens a commitment. */
export interface QuorumSecret {
  /** Merkle root over the chunks of the result. */
  root: string;
  /** 32 bytes that nobody knows: without them, whoever guesses the result could tell that it is this one. */
  salt: string;
}

/** A salt that nobody can guess. */
export function randomSalt(): string {
  return hexlify(randomBytes(32));
}

/**
 * What a provider commits with: it binds task, provider, root and salt, so that nobody can reveal a copy.
 *
 * @throws InvalidFieldError for a root of zero.
 */
export function quorumCommitment(
  task: QuorumTaskStruct,
  provider: string,
  { root, salt }: QuorumSecret,
): string {
  if (BigInt(checkBytes32("root", root)) === 0n) {
    throw new InvalidFieldError("root", root, "another word than zero");
  }
  return keccak256(
    AbiCoder.defaultAbiCoder().encode(
      ["bytes32", "address", "bytes32", "bytes32"],
      [quorumKey(task), checkAccount("provider", provider), root, checkBytes32("salt", salt)],
    ),
  );
}
