import {
  encodeGroth16Proof,
  groth16Output,
  groth16Statement,
  type ProofStatement,
  type Prover,
  type ProvenOutput,
} from "@weft/sdk";
import { groth16 } from "snarkjs";

import { circuitFiles, inferenceKey } from "./files";
import type { Network } from "./network";

/** What only the provider knows. */
export interface SecretNetwork {
  network: Network;
  salt: bigint;
}

/**
 * Runs a network on a job's features and proves what it said. `statement.input` must be the digest of both, or
 * there is nothing to prove and it throws.
 *
 * In this thread alone: a proof takes a second or two, and snarkjs' workers would keep the process from ending.
 */
export async function proveInference(
  { network, salt }: SecretNetwork,
  features: readonly number[],
  statement: ProofStatement,
): Promise<ProvenOutput> {
  const { job, input } = groth16Statement(statement);
  const { wasm, zkey } = circuitFiles();
  const signals = { ...network, job, inputDigest: input, x: features, salt };
  const { proof, publicSignals } = await groth16.fullProve(
    { ...signals },
    wasm,
    zkey,
    undefined,
    undefined,
    { singleThread: true },
  );
  return {
    output: groth16Output(publicSignals),
    proof: encodeGroth16Proof(inferenceKey(), proof),
  };
}

/** A prover for the SDK's calls, of one network on one list of features. */
export function inferenceProver(secret: SecretNetwork, features: readonly number[]): Prover {
  return (statement) => proveInference(secret, features, statement);
}
