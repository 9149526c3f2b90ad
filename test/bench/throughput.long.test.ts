import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";

import budgets from "../../gas/budgets.json";
import snapshot from "../../gas/snapshot.json";
import { perBlockOf } from "../../scripts/bench/measure";
import { USAGE, readOptions } from "../../scripts/bench/options";
import type { Document } from "../../scripts/bench/report";
import { sendable } from "../../scripts/gas/parts";
import { UsageError } from "../../scripts/lib/usage";
import { runScript, type Ended } from "../support/script";

/** Addresses and signatures differ from chain to chain, and so do their zero bytes, at 12 gas each. */
const ZERO_BYTES_GAS = 150;

/** Runs the benchmark as `npm run bench:throughput` does. */
const bench = (...args: string[]): Promise<Ended> => runScript("bench/throughput", args);

function isDocument(value: unknown): value is Document {
  return typeof value === "object" && value !== null && "measured" in value && "peers" in value;
}

function refusalOf(...args: string[]): string | undefined {
  try {
    readOptions(args);
    return undefined;
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
}

describe("npm run bench:throughput", function () {
  this.timeout(120_000);

  context("with batches of one", () => {
    let directory: string;
    let document: Document;

    before(async () => {
      directory = mkdtempSync(join(tmpdir(), "weft-bench-"));
      const file = join(directory, "deep", "throughput.json");
      const { code, stdout, stderr } = await bench("--sizes", "1", "--json", "--out", file);
      expect(code, stderr).to.equal(0);
      expect(stdout).to.equal(readFileSync(file, "utf8"));
      const parsed: unknown = JSON.parse(stdout);
      if (!isDocument(parsed)) throw new Error(`no document: ${stdout}`);
      document = parsed;
    });

    after(() => rmSync(directory, { recursive: true, force: true }));

    function measured(label: string) {
      const found = document.measured.find((one) => one.label === label);
      if (found === undefined) throw new Error(`${label} was not measured`);
      return found;
    }

    it("measures each flow once, a job in three transactions and the rest in one", () => {
      expect(document.measured.map(({ label, transactions }) => [label, transactions])).to.eql([
        ["job.batch1", 3],
        ["job.batch1.distinct", 3],
        ["oneshot.batch1.distinct", 1],
        ["oneshot.batch1.same", 1],
        ["voucher.batch1.repeat", 1],
      ]);
    });

    it("finds the gas of the snapshot", () => {
      const { flows } = snapshot;
      const voucher = measured("voucher.batch1.repeat");
      expect(voucher.gas).to.be.closeTo(flows["voucher.batch1.repeat"], ZERO_BYTES_GAS);
      // A batch of one is what stands alone, and the batch around it.
      for (const [label, alone] of [
        ["job.batch1", flows["job.alone.attested"]],
        ["oneshot.batch1.same", flows["oneshot.alone"]],
      ] as const) {
        expect(measured(label).gas).to.be.within(alone, alone * 1.05);
      }
    });

    it("counts a plain claim as six words, the batch around it as five and a selector", () => {
      expect(measured("oneshot.batch1.same").bytes).to.equal((6 + 5) * 32 + 4);
    });

    it("counts into blocks what their gas pays for", () => {
      expect(document.blockGas).to.eql([30_000_000, 60_000_000]);
      for (const { items, gas, gasLimit, perBlock, transactions } of document.measured) {
        expect(gasLimit * transactions).to.be.at.least(gas * items);
        for (const block of document.blockGas) {
          const count = perBlock[block] ?? 0;
          expect(count * gas).to.be.at.most(block);
          expect((count + 1) * gas).to.be.above(block);
        }
      }
    });

    it("sets the peers of the budgets beside every flow, and says whose figures they are", () => {
      const figures = document.peers.map(({ gas }) => gas);
      for (const label of ["job.alone", "job.batch50", "oneshot.alone"] as const) {
        expect(figures).to.include(budgets[label].peer);
      }
      expect(new Set(document.peers.map(({ flow }) => flow))).to.eql(
        new Set(["job", "oneshot", "voucher"]),
      );
      for (const { name, source } of document.peers) {
        expect(source, name).to.equal(name.startsWith("Boundless") ? "published" : "measured");
      }
    });
  });

  context("with more jobs than a transaction takes", () => {
    it("splits them into transactions that any chain takes", async () => {
      const directory = mkdtempSync(join(tmpdir(), "weft-bench-"));
      try {
        const args = ["--sizes", "60", "--flows", "jobs", "--json"];
        const { code, stdout, stderr } = await bench(
          ...args,
          "--out",
          join(directory, "jobs.json"),
        );
        expect(code, stderr).to.equal(0);
        const parsed: unknown = JSON.parse(stdout);
        if (!isDocument(parsed)) throw new Error(`no document: ${stdout}`);
        expect(parsed.measured.map(({ label }) => label)).to.eql([
          "job.batch60",
          "job.batch60.distinct",
        ]);
        for (const { items, transactions, gas, gasLimit, perBlock } of parsed.measured) {
          expect(transactions).to.be.greaterThan(3);
          expect(gasLimit).to.be.at.most(2 ** 24);
          expect(gasLimit * transactions).to.be.at.least(gas * items);
          expect(perBlock[30_000_000]).to.equal(Math.floor(30_000_000 / gas));
        }
      } finally {
        rmSync(directory, { recursive: true, force: true });
      }
    });

    it("keeps their order, drops none, and takes as few transactions as hold them", () => {
      const items = Array.from({ length: 130 }, (_, i) => i);
      const encode = (some: number[]) => `0x${"00".repeat(100 * some.length)}`;
      const parts = sendable(items, { gasPerItem: 250_000n, encode });
      expect(parts.flat()).to.eql(items);
      expect(parts.map(({ length }) => length)).to.eql([63, 63, 4]);
    });
  });

  context("when asked for something else", () => {
    it("refuses wrong arguments in one sentence, with exit code 2", async () => {
      const { code, stdout, stderr } = await bench("--sizes", "0");
      expect(code).to.equal(2);
      expect(stdout).to.equal("");
      expect(stderr).to.equal(
        "--sizes is 0, but must be whole numbers from 1 to 200 apart by commas\n",
      );
    });

    for (const list of ["", "201", "1,,2", "1.5", "-1", "all", "1e2"]) {
      it(`refuses sizes such as "${list}"`, () => {
        expect(refusalOf(`--sizes=${list}`)).to.contain(`--sizes is ${list}, but must be`);
      });
    }

    for (const list of ["", "all", "jobs,", "jobs,gas"]) {
      it(`refuses flows such as "${list}"`, () => {
        expect(refusalOf(`--flows=${list}`)).to.contain(`--flows is ${list}, but must be of jobs`);
      });
    }

    it("refuses what is no option, and a file without a name", () => {
      expect(refusalOf("--fast")).to.contain("--fast");
      expect(refusalOf("ten")).to.contain("ten");
      expect(refusalOf("--out=")).to.equal("--out is empty, but must name a file");
    });

    it("writes no page of which some rows were not measured", () => {
      expect(readOptions(["--page"])).to.deep.include({ isPage: true });
      for (const partly of [
        ["--sizes", "1,10"],
        ["--flows", "jobs"],
      ]) {
        expect(refusalOf("--page", ...partly)).to.contain("--page is for all flows");
      }
    });

    it("takes each size once, smallest first, and prints the usage", () => {
      expect(readOptions(["--sizes", "50,1,50"])).to.deep.include({ sizes: [1, 50] });
      expect(readOptions(["--help"])).to.equal("help");
      expect(USAGE).to.contain("--sizes LIST");
    });
  });

  it("counts nothing into a block that one of the transactions does not go into", () => {
    expect(perBlockOf(100_000, 30_000_001)).to.eql({ 30000000: null, 60000000: 600 });
    expect(perBlockOf(100_001, 30_000_000)).to.eql({ 30000000: 299, 60000000: 599 });
  });
});
