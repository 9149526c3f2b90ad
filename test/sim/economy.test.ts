import { spawnSync } from "node:child_process";
import { join } from "node:path";

import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";

import { readOptions, USAGE } from "../../scripts/sim/economy/options";
import { NEWCOMER_SCORE, ProviderRecord, type End } from "../../scripts/sim/economy/record";
import { printed } from "../../scripts/sim/economy/report";
import { runAll } from "../../scripts/sim/economy/run";
import { marginOf, TOKENS, washRow } from "../../scripts/sim/economy/wash";
import { deployRecords, tell, WAD } from "../reputation/support";
import { Status } from "../support/market-actions";
import { Random } from "../support/random";
import { timestampOf } from "../support/time";

const ROOT = join(__dirname, "../..");
const SIZE = { providers: 300, days: 360, seed: 1 };

describe("sim:economy", () => {
  it("has the rules that the contract has", async () => {
    const world = await loadFixture(deployRecords);
    const random = new Random(5);
    const record = new ProviderRecord();
    let start: bigint | undefined;
    for (let i = 0; i < 40; i++) {
      const end: End = random.unit() < 0.15 ? "wrong" : "accepted";
      const fee = WAD + random.upTo(100n * WAD);
      const status = end === "wrong" ? Status.Rejected : Status.Accepted;
      const at = await timestampOf(await tell(world, { end: status, fee }));
      start ??= at;
      const day = Number(at - start) / 86_400;
      record.grow(end, Number(fee) / 1e18, day);
      const { scoreWad } = await world.reputation.standingOf(world.provider, 0);
      expect(Number(scoreWad) / 1e18).to.be.closeTo(record.scoreAt(day), 1e-6);
      await time.increase(random.upTo(20n * 86_400n) + 1n);
    }
  });

  it("loses by dealing with itself, at any size, in any token and any crowd, for any c below one", () => {
    const { wash } = runAll(SIZE);
    expect(wash.length).to.equal(3 * 4 * 6 * 3);
    for (const row of wash) expect(row.profit, JSON.stringify(row)).to.be.lessThan(0);
    const random = new Random(9);
    for (let i = 0; i < 2_000; i++) {
      const token = random.pick(TOKENS);
      const fees = 10 ** (random.unit() * 16 - 6);
      const row = washRow(token, random.unit() * 0.9999, fees, random.pick([0, fees, 10 ** 9]));
      expect(row.profit, JSON.stringify(row)).to.be.lessThan(0);
    }
  });

  it("says from which rate on it would pay", () => {
    const dear = { name: "listed above its price", rate: marginOf(0.5) };
    expect(washRow({ ...dear, rate: dear.rate * 0.99 }, 0.5, 100, 0).profit).to.be.lessThan(0);
    expect(washRow({ ...dear, rate: dear.rate * 1.01 }, 0.5, 100, 0).profit).to.be.greaterThan(0);
  });

  it("lets a newcomer reach the median by a number of honest jobs", () => {
    const { median, newcomers } = runAll(SIZE);
    expect(median).to.be.greaterThan(2 * NEWCOMER_SCORE);
    const [slow, ...others] = newcomers;
    // What comes in at a job a day fades as fast.
    expect(slow?.jobs).to.equal(undefined);
    for (const { jobs = 0 } of others) expect(jobs).to.be.within(50, 400);
  });

  it("has a liar below any newcomer, whatever it did before", () => {
    for (const seed of [1, 2, 3]) {
      const { liars, falls } = runAll({ ...SIZE, seed });
      for (const { share, past, score } of liars) {
        const what = `${share} after ${past}, seed ${seed}`;
        if (share >= 0.015) expect(score, what).to.be.lessThan(NEWCOMER_SCORE);
        if (share === 0) expect(score, what).to.be.greaterThan(0.9);
      }
      for (const { past, lies } of falls) expect(lies).to.be.at.most(1 + past / 80);
    }
  });

  it("has a liar that keeps its lies to another class below a newcomer too, though later", () => {
    for (const seed of [1, 2, 3]) {
      const { apart, falls } = runAll({ ...SIZE, seed });
      for (const { share, score } of apart) {
        if (share >= 0.1) expect(score, `${share}`).to.be.lessThan(NEWCOMER_SCORE);
        if (share > 0 && share <= 0.02) expect(score, `${share}`).to.be.greaterThan(NEWCOMER_SCORE);
      }
      const thousand = falls.find(({ past }) => past === 1_000);
      expect(thousand).to.include({ apart: 47 });
      expect(thousand?.lies).to.be.at.most(13);
    }
  });

  it("lets a liar back up by work", () => {
    for (const { back } of runAll(SIZE).falls) expect(back).to.be.within(10, 100);
  });

  it("prints all tables, the same for the same seed", () => {
    const report = runAll({ ...SIZE, providers: 20, days: 10 });
    expect(runAll({ ...SIZE, providers: 20, days: 10 })).to.deep.equal(report);
    const text = printed(report);
    for (const { name } of TOKENS) expect(text).to.include(name);
    for (const words of ["never", "lies in", "50.0%", "honest after"])
      expect(text).to.include(words);
  });

  it("reads its arguments, and names what is wrong with them", () => {
    expect(readOptions([])).to.deep.equal({ providers: 500, days: 360, seed: 1, isJson: false });
    expect(readOptions(["--help"])).to.equal("help");
    for (const wrong of [["--providers", "0"], ["--days", "-1"], ["--seed", "x"], ["--what"]]) {
      expect(() => readOptions(wrong)).to.throw();
    }
  });

  it("runs from the command line", () => {
    const run = (...args: string[]) => {
      const command = ["-r", "./scripts/lib/register.cjs", "scripts/sim/economy.ts", ...args];
      return spawnSync(process.execPath, command, { cwd: ROOT, encoding: "utf8" });
    };
    const { status, stdout } = run("--json", "--providers", "20", "--days", "10");
    expect(status).to.equal(0);
    expect(JSON.parse(stdout)).to.include({ providers: 20, days: 10, seed: 1 });
    expect(run("--help").stdout).to.equal(USAGE);
    expect(run("--days", "none").status).to.equal(2);
  });
});
