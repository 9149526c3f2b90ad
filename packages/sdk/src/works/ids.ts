import { getAddress, toBeHex } from "ethers";
import { InvalidFieldError } from "../errors/weft-error";
import { checkAccount, checkBytes32, checkUint } from "../words/range";

const CREATOR_SHIFT = 96n;
const COLLECTION_SHIFT = 64n;
const FROM_JOB = 1n << 95n;
const COLLECTION_BITS = 31;
const NUMBER_BITS = 64;
/** Bits of a result that are in the id of its work. */
const RESULT_SHIFT = 161n;

/** Leading bits that the ids of all works of a creator, of one of its collections, or of one work share. */
export const WORK_BITS = { creator: 160, collection: 192, work: 256 } as const;

/** The id of a work from a creator's collection; of number 0, what all ids of the collection begin with. */
export function workId(parameters: {
  creator: string;
  collection?: number;
  number?: bigint | number;
}): bigint {
  const { creator, collection = 0, number = 0 } = parameters;
  return (
    (BigInt(checkAccount("creator", creator)) << CREATOR_SHIFT) |
    (checkUint("collection", collection, COLLECTION_BITS) << COLLECTION_SHIFT) |
    checkUint("number", number, NUMBER_BITS)
  );
}

/** The id of the work that a creator mints from a job with this result. */
export function workIdOfResult(parameters: { creator: string; result: string }): bigint {
  const result = BigInt(checkBytes32("result", parameters.result)) >> RESULT_SHIFT;
  return workId({ creator: parameters.creator }) | FROM_JOB | result;
}

/** What the id of a work says. */
export interface WorkIdParts {
  creator: string;
  isFromJob: boolean;
  /** Of works that are not from jobs. */
  collection: number;
  number: bigint;
}

export function splitWorkId(tokenId: bigint): WorkIdParts {
  const id = checkUint("tokenId", tokenId, 256);
  const isFromJob = (id & FROM_JOB) !== 0n;
  const serial = id & (FROM_JOB - 1n);
  return {
    creator: getAddress(toBeHex(id >> CREATOR_SHIFT, 20)),
    isFromJob,
    collection: isFromJob ? 0 : Number(serial >> COLLECTION_SHIFT),
    number: isFromJob ? 0n : serial & ((1n << COLLECTION_SHIFT) - 1n),
  };
}

/** Whether the first `bits` bits of two ids are the same. */
export function isInRange(tokenId: bigint, prefix: bigint, bits: number): boolean {
  return (tokenId ^ prefix) >> BigInt(256 - bits) === 0n;
}

/** Some works: those of a creator, or of one of its collections. */
export interface WorkRange {
  tokenId: bigint;
  tokenBits: number;
}

/**
 * The works of a creator, or of one of its collections, as offers and conditions name them: those it mints later too, on
 * terms that it chooses then. In an offer, for creators one trusts.
 */
export function workRange(parameters: { creator: string; collection?: number }): WorkRange {
  const tokenBits = parameters.collection === undefined ? WORK_BITS.creator : WORK_BITS.collection;
  return { tokenId: workId(parameters), tokenBits };
}

/**
 * The word of a condition that is met by the cleared owner of a work in a range.
 *
 * @example
 * buildOffer({ ..., condition: clearedOwnerCondition, conditionData: clearedOwnerData(workRange({ creator })) });
 */
export function clearedOwnerData({ tokenId, tokenBits }: WorkRange): string {
  const isInOneByte = tokenBits >= WORK_BITS.creator && tokenBits <= 248;
  if (!isInOneByte) {
    throw new InvalidFieldError("tokenBits", tokenBits, "a whole number from 160 to 248");
  }
  const kept = (tokenId >> BigInt(256 - tokenBits)) << BigInt(256 - tokenBits);
  return toBeHex(kept | BigInt(tokenBits), 32);
}

/** What a client brings to meet such a condition: a work it is the cleared owner of. */
export function clearedOwnerEvidence(tokenId: bigint): string {
  return toBeHex(checkUint("tokenId", tokenId, 256), 32);
}
