import { AbiCoder, keccak256 } from "ethers";
import type { Job } from "../orders/types";
import { packJob } from "./pack-job";

const JOB_TYPES = [
  "bytes32",
  "address",
  "address",
  "address",
  "address",
  "address",
  "uint256",
  "uint256",
  "bytes32",
  "address",
  "bytes32",
  "uint256",
  "uint256",
] as const;

/** The id of a job: the hash of its ABI encoding. */
export function jobId(job: Job): string {
  const j = packJob(job);
  return keccak256(
    AbiCoder.defaultAbiCoder().encode(JOB_TYPES, [
      j.request,
      j.client,
      j.payer,
      j.beneficiary,
      j.provider,
      j.token,
      j.pricePerUnit,
      j.needs,
      j.spec,
      j.verifier,
      j.verifierTerms,
      j.share,
      j.terms,
    ]),
  );
}
