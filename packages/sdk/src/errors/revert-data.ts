import { isHexString } from "ethers";

/** Where libraries and nodes keep the error they wrap. Never `transaction`, whose data is the call's. */
const WRAPPERS = ["error", "info", "cause", "originalError", "data"] as const;
const MAX_DEPTH = 8;

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function read(object: object, key: string): unknown {
  return Reflect.get(object, key);
}

/**
 * The data that a contract reverted with, from an error of ethers, of Hardhat or of a node, or from
 * the data itself. `0x` means a revert that says nothing; undefined, that the error holds no revert.
 */
export function revertDataOf(error: unknown, depth = 0): string | undefined {
  if (isHexString(error, true)) return error;
  if (!isObject(error) || depth === MAX_DEPTH) return undefined;
  const data = read(error, "data");
  if (isHexString(data, true) && data !== "0x") return data;
  let found = isHexString(data, true) ? data : undefined;
  for (const key of WRAPPERS) {
    const inner = read(error, key);
    const deeper = isObject(inner) ? revertDataOf(inner, depth + 1) : undefined;
    if (deeper !== undefined && deeper !== "0x") return deeper;
    found ??= deeper;
  }
  return found;
}
