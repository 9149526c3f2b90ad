import { spawnSync } from "node:child_process";
import { join } from "node:path";

import { expect } from "chai";

import { readOptions, USAGE } from "../../scripts/sim/verification/options";
import { printed } from "../../scripts/sim/verification/report";
import {
  CREDIBLE,
  CREDIBLE_SEVEN,
  RATES,
  runAll,
  runScheme,
  SCHEMES,
  type Row,
} from "../../scripts/sim/verification/run";
import { majority, optimistic, single } from "../../scripts/sim/verification/schemes";
import type { Sabotage, Setting } from "../../scripts/sim/verification/world";

const ROOT = join(__dirname, "../..");
const PROMISE = 0.0005;

const setting = (change: Partial<Setting>): Setting => ({
  providers: 200,
  jobs: 8_000,
  share: 0.3,
  sabotage: "colluding",
  rate: 0.3,
  seed: 1,
  ...change,
});

describe("sim:verification", () => {
  it("has what one believes wrong as often as saboteurs lie", () => {
    for (const share of [0.05, 0.3]) {
      const { wrong, replicasPerJob } = runScheme(single, setting({ share }));
      expect(wrong).to.be.closeTo(share * 0.3, 0.01);
      expect(replicasPerJob).to.equal(1);
    }
  });

  it("has a majority of three wrong as often as two of three lie together", () => {
    const { wrong } = runScheme(majority, setting({ rate: 1 }));
    // f^2 (3 - 2 f) for f = 30%
    expect(wrong).to.be.closeTo(0.216, 0.015);
    expect(runScheme(majority, setting({ sabotage: "independent", rate: 1 })).wrong).to.equal(0);
  });

  it("makes lying a loss by audits, where the slash is above c (1 - p) / p", () => {
    const honest = runScheme(single, setting({ rate: 0 })).saboteurProfit;
    expect(honest).to.be.closeTo(0.4, 1e-9);
    const gain = (auditRate: number) =>
      runScheme(optimistic(auditRate), setting({ rate: 1, jobs: 40_000 })).saboteurProfit;
    // A slash of 5 deters from 10.7% on.
    expect(gain(0.05)).to.be.greaterThan(honest);
    expect(gain(0.2)).to.be.lessThan(0);
  });

  it("keeps credible quorums under 0.05% wrong against 30% who collude, however often they lie", () => {
    for (const rate of RATES) {
      for (const seed of [1, 2]) {
        const { wrong, lost } = runScheme(CREDIBLE, setting({ rate, seed, jobs: 20_000 }));
        expect(wrong, `lies in ${rate * 100}%, seed ${seed}`).to.be.lessThan(PROMISE);
        expect(lost).to.equal(0);
      }
    }
  });

  it("shows what records cannot see: who lies only where it is believed", () => {
    const patient = setting({ sabotage: "patient", rate: 1, jobs: 20_000 });
    expect(runScheme(CREDIBLE, patient).wrong).to.be.greaterThan(PROMISE);
    expect(runScheme(CREDIBLE_SEVEN, patient).wrong).to.be.lessThan(PROMISE);
  });

  it("pays nobody to lie in a quorum but who is patient", () => {
    for (const sabotage of ["independent", "colluding"] as const) {
      for (const scheme of [CREDIBLE, CREDIBLE_SEVEN]) {
        expect(runScheme(scheme, setting({ sabotage })).saboteurProfit).to.be.lessThan(0);
      }
    }
  });

  it("costs less the fewer lie", () => {
    const cost = (share: number) => runScheme(CREDIBLE, setting({ share })).replicasPerJob;
    expect(cost(0.05)).to.be.lessThan(cost(0.2));
    expect(cost(0.2)).to.be.lessThan(cost(0.3));
    expect(cost(0)).to.be.lessThan(5);
  });

  it("prints every scheme against every sabotage, the same for the same seed", () => {
    const size = { providers: 40, jobs: 50, rate: 0.3, seed: 5 };
    const rows: Row[] = [];
    const report = runAll(size, (row) => rows.push(row));
    expect(report.rows.length).to.equal(3 * 4 * SCHEMES.length);
    expect(rows).to.deep.equal([...report.rows, ...report.byRate]);
    expect(runAll(size)).to.deep.equal(report);
    const text = printed(report);
    for (const { name } of SCHEMES) expect(text).to.include(name);
    const sabotages: Sabotage[] = ["independent", "colluding", "patient"];
    for (const sabotage of sabotages) expect(text).to.include(sabotage);
    expect(text).to.match(/audits of 10% deter from 5\.4 on/);
  });

  it("reads its arguments, and names what is wrong with them", () => {
    expect(readOptions([])).to.deep.equal({
      jobs: 40_000,
      providers: 200,
      rate: 0.3,
      seed: 1,
      isJson: false,
    });
    expect(readOptions(["--help"])).to.equal("help");
    for (const wrong of [["--jobs", "0"], ["--providers", "23"], ["--rate", "1e2"], ["--what"]]) {
      expect(() => readOptions(wrong)).to.throw();
    }
  });

  it("runs from the command line", () => {
    const run = (...args: string[]) => {
      const command = ["-r", "./scripts/lib/register.cjs", "scripts/sim/verification.ts", ...args];
      return spawnSync(process.execPath, command, { cwd: ROOT, encoding: "utf8" });
    };
    const { status, stdout } = run("--json", "--jobs", "20", "--providers", "30");
    expect(status).to.equal(0);
    expect(JSON.parse(stdout)).to.include({ jobs: 20, providers: 30, seed: 1 });
    expect(run("--help").stdout).to.equal(USAGE);
    expect(run("--jobs", "none").status).to.equal(2);
  });
});
