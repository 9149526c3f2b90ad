import { keccak256 } from "ethers";
import * as numbers from "hardhat/common/bigInt";
import { extendEnvironment } from "hardhat/config";

// What a spec's time goes to is seldom the chain. These three took a third of it, and change no result.

/** Texts of signatures and addresses are short; what is long is hashed once. */
const SHORT = 128;
const MOST = 100_000;
const hashes = new Map<string, Uint8Array | string>();

// Each address that ethers reads is hashed for its checksum, and each event for its topic, thousands of times the same.
keccak256.register((data) => {
  if (data.length > SHORT) return keccak256._(data);
  const key = Buffer.from(data.buffer, data.byteOffset, data.length).toString("latin1");
  const known = hashes.get(key);
  if (known !== undefined) return known;
  const hash = keccak256._(data);
  if (hashes.size < MOST) hashes.set(key, hash);
  return hash;
});

// Every comparison of chai asks whether it is of BN or of bignumber.js, and looks in the file system for the second,
// which is not there. Numbers here are bigints.
Object.defineProperty(numbers, "isBigNumber", {
  value: (source: unknown) => typeof source === "bigint",
});

// Each look at `hre.ethers` writes down the stack, to see whether Web3 is looking.
extendEnvironment((hre) => {
  const { ethers: lazy } = hre;
  let real: typeof lazy | undefined;
  Object.defineProperty(hre, "ethers", {
    configurable: true,
    enumerable: true,
    get: () => (real ??= { ...lazy }),
  });
});
