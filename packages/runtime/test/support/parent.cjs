/* global require, process, Buffer */

// Runs a program that never ends, so that a test can kill this process and see what is left.
const { DEFAULT_LIMITS, runJob } = require("../../dist/index.cjs");

const [, , wasmHex, confinement] = process.argv;
void runJob({
  wasm: Uint8Array.from(Buffer.from(wasmHex, "hex")),
  chunks: [new Uint8Array(0)],
  limits: { ...DEFAULT_LIMITS, fuel: 1n << 60n },
  seed: `0x${"00".repeat(32)}`,
  confinement,
});
