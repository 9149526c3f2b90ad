import { getBytes } from "ethers";
import hre from "hardhat";

/** What a transaction with this calldata costs before any contract runs. */
export function intrinsicGas(calldata: string): bigint {
  return getBytes(calldata).reduce((sum, byte) => sum + (byte === 0 ? 4n : 16n), 21_000n);
}

/** How many times its gas a call may take: instrumented contracts take more. */
export function gasSlack(): number {
  return Reflect.get(hre, "__SOLIDITY_COVERAGE_RUNNING") === true ? 3 : 1;
}
