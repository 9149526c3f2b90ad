import type { JobStruct } from "../orders/structs";
import type { Job } from "../orders/types";
import { hasUnusedBits, packWord, readField } from "../words/layout";
import { SHARE, TERMS } from "../words/order-words";
import { InvalidFieldError } from "../errors/weft-error";
import { checkAddress, checkBytes32, checkUint } from "../words/range";

/**
 * The job as the market and verifiers take it.
 *
 * @throws InvalidFieldError naming the field, its value and what is allowed.
 * @example
 * await market.settle(packJob(job));
 */
export function packJob(job: Job): JobStruct {
  return {
    request: checkBytes32("request", job.request),
    client: checkAddress("client", job.client),
    payer: checkAddress("payer", job.payer),
    beneficiary: checkAddress("beneficiary", job.beneficiary),
    provider: checkAddress("provider", job.provider),
    token: checkAddress("token", job.token),
    pricePerUnit: checkUint("pricePerUnit", job.pricePerUnit, 256),
    needs: checkUint("needs", job.needs, 256),
    spec: checkBytes32("spec", job.spec),
    verifier: checkAddress("verifier", job.verifier),
    verifierTerms: checkBytes32("verifierTerms", job.verifierTerms),
    share: packWord(SHARE, job),
    terms: packWord(TERMS, job),
  };
}

/**
 * The job with every field unpacked, from the arguments of an event or a call.
 *
 * @throws InvalidFieldError if `terms` has bits that no field holds: such a job never opened, and
 * its id would be lost with them.
 */
export function unpackJob(struct: JobStruct): Job {
  const { share, terms } = struct;
  if (hasUnusedBits(TERMS, terms)) {
    throw new InvalidFieldError("terms", terms, "a word without bits that no field holds");
  }
  return {
    request: struct.request,
    client: checkAddress("client", struct.client),
    payer: checkAddress("payer", struct.payer),
    beneficiary: checkAddress("beneficiary", struct.beneficiary),
    provider: checkAddress("provider", struct.provider),
    token: checkAddress("token", struct.token),
    pricePerUnit: struct.pricePerUnit,
    needs: struct.needs,
    spec: struct.spec,
    verifier: checkAddress("verifier", struct.verifier),
    verifierTerms: struct.verifierTerms,
    units: readField(SHARE, share, "units"),
    firstUnit: readField(SHARE, share, "firstUnit"),
    collateral: readField(SHARE, share, "collateral"),
    index: Number(readField(SHARE, share, "index")),
    matchedAt: Number(readField(TERMS, terms, "matchedAt")),
    graceUntil: Number(readField(TERMS, terms, "graceUntil")),
    deadline: Number(readField(TERMS, terms, "deadline")),
    finalAt: Number(readField(TERMS, terms, "finalAt")),
    feeBps: Number(readField(TERMS, terms, "feeBps")),
    lateSlashBps: Number(readField(TERMS, terms, "lateSlashBps")),
    noResultSlashBps: Number(readField(TERMS, terms, "noResultSlashBps")),
    wrongSlashBps: Number(readField(TERMS, terms, "wrongSlashBps")),
    ownBps: Number(readField(TERMS, terms, "ownBps")),
    poolPpm: Number(readField(TERMS, terms, "poolPpm")),
  };
}
