import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { sha256 } from "@weft/runtime";
import { contentDigest, contentUri } from "@weft/sdk";
import { expect } from "chai";

import { runScript, type Ended } from "../support/script";

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
  /** What was minted of the picture and sold; null where there is no picture. */
  works: {
    picture: { uri: string; image: string };
    parts: { uri: string; image: string; result: string; tiles: number[] }[];
    sales: Sale[];
    purses: { before: string; after: string }[];
    refused: unknown[];
  } | null;
  vote: {
    fee: { beforeBps: number; afterBps: number };
    proposals: Proposal[];
    jobs: { feeBps: number; price: string; fee: string; paid: string }[];
    refused: { what: string; says: string }[];
  };
}

interface Proposal {
  state: string;
  for: string;
  against: string;
  ballots: { side: string; weight: string }[];
}

interface Sale {
  what: string;
  seller: string;
  buyer: string;
  price: string;
  proceeds: string;
  royaltyReceiver: string;
  royalty: string;
  fee: string;
}

/** Runs the main job as `npm start` does. */
const start = (args: readonly string[], stopAt?: string): Promise<Ended> =>
  runScript("start", args, { stopAt });

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

/** What was minted is what was rendered, everything it names was kept, and every price went to somebody. */
function checkWorks({ works, jobs }: Summary, directory: string): void {
  if (works === null) throw new Error("the picture was not minted");
  const { picture, parts, sales, purses, refused } = works;
  const kept = (uri: string): Buffer => {
    const bytes = readFileSync(join(directory, "content", uri.replace("ipfs://", "")));
    expect(contentUri(contentDigest(bytes))).to.equal(uri);
    return bytes;
  };
  expect(kept(picture.image).equals(readFileSync(join(directory, "picture.png")))).to.equal(true);
  for (const { uri, image } of [picture, ...parts])
    expect([kept(uri), kept(image)]).to.have.length(2);
  const accepted = jobs.filter(({ status }) => status === "Accepted");
  expect(parts.map(({ result }) => result)).to.deep.equal(accepted.map(({ root }) => root));
  const places = Array.from({ length: 24 }, (_, place) => place);
  expect(parts.flatMap(({ tiles }) => tiles)).to.deep.equal(places);
  expect(
    sales.map(({ what, seller, buyer, royaltyReceiver }) => [what, seller, buyer, royaltyReceiver]),
  ).to.deep.equal([
    ["sale", "client", "Cleo", "client"],
    ["resale", "Cleo", "Dan", "client"],
  ]);
  for (const { price, proceeds, royalty, fee } of sales) {
    expect(BigInt(proceeds) + BigInt(royalty) + BigInt(fee)).to.equal(BigInt(price));
    expect(BigInt(royalty) * 20n).to.equal(BigInt(price));
  }
  const changes = purses.map(({ before, after }) => BigInt(after) - BigInt(before));
  expect(changes.reduce((sum, change) => sum + change, 0n)).to.equal(0n);
  expect(refused).to.have.length(4);
}

/** A vote passed and another did not, every vote is a ballot's, and each job paid the fee of its day. */
function checkVote({ vote }: Summary, directory: string): void {
  expect(vote.fee).to.deep.equal({ beforeBps: 100, afterBps: 50 });
  expect(vote.proposals.map(({ state }) => state)).to.deep.equal([
    "Executed",
    "Executed",
    "Defeated",
  ]);
  for (const { ballots, ...counted } of vote.proposals) {
    for (const side of ["for", "against"] as const) {
      const cast = ballots.filter((ballot) => ballot.side === side);
      const sum = cast.reduce((total, { weight }) => total + BigInt(weight), 0n);
      expect(sum).to.equal(BigInt(counted[side]));
    }
  }
  expect(vote.jobs.map(({ feeBps }) => feeBps)).to.deep.equal([100, 50]);
  for (const { feeBps, price, fee, paid } of vote.jobs) {
    expect(BigInt(fee) * 10_000n).to.equal(BigInt(price) * BigInt(feeBps));
    expect(BigInt(fee) + BigInt(paid)).to.equal(BigInt(price));
  }
  expect(vote.refused).to.have.length(11);
  const receipts: unknown = JSON.parse(readFileSync(join(directory, "receipts.json"), "utf8"));
  expect(receipts).to.deep.include({ vote });
}

describe("npm start", function () {
  // The first spec tells the whole story twice, beside other specs.
  this.timeout(600_000);
  let out: string;

  beforeEach(() => {
    out = mkdtempSync(join(tmpdir(), "weft-start-"));
  });

  afterEach(() => rmSync(out, { recursive: true, force: true }));

  it("renders the same picture, with the same roots and fuel, on every run", async () => {
    const runs: { summary: Summary; picture: string; directory: string }[] = [];
    for (const name of ["a", "b"]) {
      const directory = join(out, name);
      const ended = await start(["--samples", "1", "--json", "--out", directory]);
      expect(ended.code, ended.stderr).to.equal(0);
      const picture = sha256(readFileSync(join(directory, "picture.png")));
      runs.push({ summary: summaryOf(ended), picture, directory });
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
    for (const { summary, directory } of runs) {
      checkWorks(summary, directory);
      checkVote(summary, directory);
    }
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
    expect(summaryOf(ended).works).to.equal(null);
    checkVote(summaryOf(ended), join(out, "results"));
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
