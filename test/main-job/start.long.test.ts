import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { sha256 } from "@weft/runtime";
import { expect } from "chai";

const ROOT = join(__dirname, "../..");

interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

interface JobSummary {
  provider: string;
  verifiedBy: string;
  status: string;
  root: string;
  fuel: string;
  finding: string;
  refunded: string;
  slashed: string;
}

interface Summary {
  spec: string;
  scores: { provider: string; score: string; wrong: number }[];
  files: string[];
  jobs: JobSummary[];
  /** The same in the other ways to verify. */
  verified: JobSummary[];
}

/** Runs the main job as `npm start` does; `stopAt` interrupts it once it has said that. */
function start(args: readonly string[], stopAt?: string): Promise<Ended> {
  const command = ["-r", "./scripts/lib/register.cjs", "scripts/start.ts", ...args];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, command, { cwd: ROOT });
    const said = { stdout: "", stderr: "" };
    let isStopped = false;
    child.stdout.on("data", (data: Buffer) => (said.stdout += data.toString()));
    child.stderr.on("data", (data: Buffer) => {
      said.stderr += data.toString();
      // Once: a second one may come when the process has let go of its handlers.
      if (!isStopped && stopAt !== undefined && said.stderr.includes(stopAt)) {
        isStopped = child.kill("SIGINT");
      }
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, ...said }));
  });
}

function isSummary(value: unknown): value is Summary {
  return (
    typeof value === "object" && value !== null && "jobs" in value && Array.isArray(value.jobs)
  );
}

function summaryOf({ stdout }: Ended): Summary {
  const parsed: unknown = JSON.parse(stdout);
  if (!isSummary(parsed)) throw new Error(`no summary: ${stdout}`);
  return parsed;
}

describe("npm start", function () {
  this.timeout(120_000);
  let out: string;

  beforeEach(() => {
    out = mkdtempSync(join(tmpdir(), "weft-start-"));
  });

  afterEach(() => rmSync(out, { recursive: true, force: true }));

  it("renders the same picture, with the same roots and fuel, on every run", async () => {
    const runs: { summary: Summary; picture: string }[] = [];
    for (const name of ["a", "b"]) {
      const directory = join(out, name);
      const ended = await start(["--samples", "1", "--json", "--out", directory]);
      expect(ended.code, ended.stderr).to.equal(0);
      const picture = sha256(readFileSync(join(directory, "picture.png")));
      runs.push({ summary: summaryOf(ended), picture });
    }
    const facts = runs.map(({ summary, picture }) => ({
      picture,
      spec: summary.spec,
      jobs: summary.jobs.map(({ root, fuel, status }) => ({ root, fuel, status })),
    }));
    expect(facts[0]).to.deep.equal(facts[1]);
    expect(runs[0]?.summary.jobs.map(({ status }) => status)).to.deep.equal([
      "Accepted",
      "Accepted",
      "Rejected",
      "Accepted",
    ]);
    expect(BigInt(runs[0]?.summary.jobs[2]?.slashed ?? 0)).to.be.greaterThan(0n);
    const verified = runs[0]?.summary.verified.map(
      ({ verifiedBy, provider, status }) => `${verifiedBy}: ${provider} ${status}`,
    );
    expect(verified).to.deep.equal([
      "jury of five: Mallory Rejected",
      "quorum: Ada Accepted",
      "quorum: Ben Accepted",
      "quorum: Mallory Rejected",
      "proof: Ada Accepted",
    ]);
    // A newcomer's is a quarter.
    const [ada, ben, mallory] = runs[0]?.summary.scores ?? [];
    expect(Number(ada?.score)).to.be.greaterThan(0.25);
    expect(Number(ben?.score)).to.be.greaterThan(0.25);
    expect(Number(mallory?.score)).to.be.lessThan(0.25);
    expect([ada?.wrong, ben?.wrong, mallory?.wrong]).to.deep.equal([0, 0, 3]);
  });

  it("refunds the client of a program that is none, and says why", async () => {
    const wasm = join(out, "program.wasm");
    writeFileSync(wasm, "not a program");
    const ended = await start(["--wasm", wasm, "--json", "--out", join(out, "results")]);
    expect(ended.code, ended.stderr).to.equal(0);
    const [job] = summaryOf(ended).jobs;
    expect(job?.status).to.equal("Void");
    expect(job?.finding).to.include("invalid-module");
    expect(job?.refunded).to.equal("2000000");
  });

  it("leaves nothing half-written when it is interrupted", async () => {
    const directory = join(out, "results");
    const ended = await start(["--out", directory], "Executing");
    expect(ended.code).to.equal(1);
    expect(readdirSync(directory)).to.deep.equal([]);
    expect(readdirSync(out).filter((name) => name.startsWith(".weft-out-"))).to.deep.equal([]);
  });

  it("says what is wrong with its arguments, and does nothing", async () => {
    const directory = join(out, "results");
    const ended = await start(["--samples", "0", "--out", directory]);
    expect(ended.code).to.equal(1);
    expect(ended.stderr).to.include("must be a whole number from 1 to 1024");
    expect(existsSync(directory)).to.equal(false);
  });
});
