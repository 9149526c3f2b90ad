import { AbiCoder, keccak256, ZeroHash } from "ethers";
import { checkAccount, checkBytes32, checkUint } from "../../words/range";

/** What the two sides of a proven job agree on. */
export interface ProofTerms {
  /** Contract that checks proofs. */
  system: string;
  /** What must have run: a RISC Zero image id, an SP1 verification key, the hash of a Groth16 key. */
  program: string;
  /** Digest of the input as the program makes it; zero where that is the job's `spec`. */
  input: string;
  /** Gas that the system gets to check one proof. */
  verifyGas: bigint;
}

export interface ProofTermsParameters {
  system: string;
  program: string;
  /** Left out, the job's `spec` is the digest of the input. */
  input?: string;
  verifyGas: bigint | number;
}

/**
 * Terms with every field in range.
 *
 * @throws InvalidFieldError
 * @example
 * const terms = proofTerms({ system, program: groth16Program(key), verifyGas: GROTH16_VERIFY_GAS });
 */
export function proofTerms({
  system,
  program,
  input = ZeroHash,
  verifyGas,
}: ProofTermsParameters): ProofTerms {
  return {
    system: checkAccount("system", system),
    program: checkBytes32("program", program),
    input: checkBytes32("input", input),
    verifyGas: checkUint("verifyGas", verifyGas, 32),
  };
}

/** The word that orders carry for these terms. */
export function hashProofTerms(terms: ProofTerms): string {
  const { system, program, input, verifyGas } = proofTerms(terms);
  return keccak256(
    AbiCoder.defaultAbiCoder().encode(
      ["address", "bytes32", "bytes32", "uint32"],
      [system, program, input, verifyGas],
    ),
  );
}
