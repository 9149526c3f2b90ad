import { ZeroAddress } from "ethers";
import { InvalidFieldError } from "../errors/weft-error";
import { checkAddress, checkBytes32, checkUint } from "../words/range";
import type { WorkDraft, WorkParent, WorkTerms } from "./types";

/** Highest royalty of a work, in basis points. */
export const MAX_ROYALTY_BPS = 1_000;
/** Highest share of a derivative's royalties for its ancestors together, in basis points. */
export const MAX_ANCESTOR_BPS = 5_000;

const COLLECTION_BITS = 31;

function checkBps(field: string, value: number, max: number): number {
  if (!Number.isInteger(value) || value < 0 || value > max) {
    throw new InvalidFieldError(field, value, `a whole number from 0 to ${max}`);
  }
  return value;
}

/**
 * Terms with defaults for what is left out: the creator receives royalties, nobody derives, no floor.
 *
 * @throws InvalidFieldError
 */
export function workTerms(given: Partial<WorkTerms>): WorkTerms {
  return {
    royaltyReceiver: checkAddress("royaltyReceiver", given.royaltyReceiver ?? ZeroAddress),
    royaltyBps: checkBps("royaltyBps", given.royaltyBps ?? 0, MAX_ROYALTY_BPS),
    isOpen: given.isOpen ?? false,
    ancestorBps: checkBps("ancestorBps", given.ancestorBps ?? 0, MAX_ANCESTOR_BPS),
    floorCurrency: checkAddress("floorCurrency", given.floorCurrency ?? ZeroAddress),
    floor: checkUint("floor", given.floor ?? 0n, 96),
  };
}

/** The number of a collection, which must be below 2^31. */
export function checkCollection(collection: number): number {
  return Number(checkUint("collection", collection, COLLECTION_BITS));
}

/** A digest of metadata, which must not be zero. */
export function checkMetadata(metadata: string): string {
  const digest = checkBytes32("metadata", metadata);
  if (BigInt(digest) === 0n) throw new InvalidFieldError("metadata", metadata, "not zero");
  return digest;
}

export interface BuildDraftParameters extends Partial<WorkTerms> {
  /** sha-256 of the metadata; see `encodeMetadata`. */
  metadata: string;
  collection?: number;
  parents?: WorkParent[];
}

/**
 * What a mint says of a work.
 *
 * @throws InvalidFieldError
 * @example
 * buildDraft({ metadata: digest, royaltyBps: 500, floor: parseEther("0.01") });
 */
export function buildDraft(parameters: BuildDraftParameters): WorkDraft {
  const { metadata, collection = 0, parents = [], ...terms } = parameters;
  return {
    collection: checkCollection(collection),
    metadata: checkMetadata(metadata),
    terms: workTerms(terms),
    parents,
  };
}
