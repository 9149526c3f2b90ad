import { ethers } from "hardhat";

/** Order of the curve secp256k1. */
const CURVE_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

/** How a {WalletMock} answers. */
export enum WalletMode {
  Owner,
  AcceptAll,
  Reject,
  Revert,
  BurnGas,
  Garbage,
  Short,
  Huge,
}

/** The twin of a 65-byte signature that plain `ecrecover` accepts as well: (r, n - s, v flipped). */
export function highSOf(signature: string): string {
  const s = BigInt(ethers.dataSlice(signature, 32, 64));
  const v = BigInt(ethers.dataSlice(signature, 64, 65));
  return ethers.concat([
    ethers.dataSlice(signature, 0, 32),
    ethers.toBeHex(CURVE_ORDER - s, 32),
    ethers.toBeHex(v === 27n ? 28n : 27n, 1),
  ]);
}
