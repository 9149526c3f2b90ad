import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";

import { createWorld } from "../gas/world";
import { runCommand } from "../lib/command";
import { benchClaims, benchJobs, benchVouchers, type Benchmark } from "./flows";
import { BLOCK_GAS, type Measurement } from "./measure";
import { USAGE, readOptions, type Flow, type Options } from "./options";
import { writeTables } from "./page";
import { readPeers } from "./peers";
import { report, type Document } from "./report";

const BENCHMARKS: Readonly<Record<Flow, Benchmark>> = {
  jobs: benchJobs,
  claims: benchClaims,
  vouchers: benchVouchers,
};

async function run({ sizes, flows, out, isJson, isPage }: Options): Promise<void> {
  const world = await createWorld();
  const measured: Measurement[] = [];
  for (const flow of flows) {
    process.stderr.write(`Measuring ${flow}\n`);
    measured.push(...(await BENCHMARKS[flow](world, sizes)));
  }
  const document: Document = {
    chain: "the embedded chain (Hardhat network, Cancun), on this machine",
    ...{ blockGas: BLOCK_GAS, measured, peers: readPeers() },
  };
  const json = JSON.stringify(document, null, 2);
  const file = publish(out, `${json}\n`);
  if (isPage) await writeTables(document);
  process.stdout.write(isJson ? `${json}\n` : `${report(document)}\n\n${file}\n`);
}

/** Writes the file whole or not at all, and returns where. */
function publish(out: string, text: string): string {
  const file = resolve(out);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.tmp`, text);
  renameSync(`${file}.tmp`, file);
  return file;
}

void runCommand({ usage: USAGE, readOptions, run });
