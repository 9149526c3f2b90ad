import { groth16Signals } from "@weft/sdk";
import { dataLength, id, toBeHex } from "ethers";

import { commitmentOf, decodeInference, infer, inputDigest } from "./lib/inference/network";
import { proveInference } from "./lib/inference/prove";
import { accuracy, samples, train } from "./lib/inference/train";
import { runScript } from "./lib/script";
import { grouped, table } from "./lib/table";

const CLASSES = 3;
const COUNT = 4;

/** Trains a network, asks it about a few samples, and proves what it says; prints how long each proof took. */
async function main(): Promise<void> {
  const network = train(samples(200, "training"));
  const salt = BigInt(id("a salt that its owner draws at random"));
  const right = accuracy((features) => infer(network, features).class, samples(1_000, "others"));
  process.stderr.write(`trained: tells ${(100 * right).toFixed(1)}% of 1,000 samples right\n`);

  const commitment = commitmentOf(network, salt);
  const rows: string[][] = [];
  for (const [i, { features, class: wanted }] of samples(COUNT, "asked").entries()) {
    const start = performance.now();
    const { output, proof } = await proveInference({ network, salt }, features, {
      jobId: id(`job ${i}`),
      input: toBeHex(inputDigest(commitment, features), 32),
    });
    const milliseconds = Math.round(performance.now() - start);
    const [signal = 0n] = groth16Signals(output);
    const said = decodeInference(signal, CLASSES).class;
    const bytes = dataLength(output) + dataLength(proof);
    rows.push([features.join(" "), `${wanted}`, `${said}`, grouped(milliseconds), grouped(bytes)]);
  }
  const head = ["features", "class", "network says", "ms to prove", "bytes to send"];
  process.stdout.write(`${table(head, rows)}\n`);
}

runScript(main);
