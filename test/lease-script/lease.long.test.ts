import { expect } from "chai";

import { runScript, type Ended } from "../support/script";

interface Summary {
  price: string;
  leases: { client: string; requests: number; signed: string; paid: string }[];
  tiles: { tile: number; digest: string; fuel: string }[];
  refused: { fault: string; sentence: string }[];
  provider: string;
  delegators: string;
  fee: string;
  steps: { what: string }[];
}

/** Runs the story as `npm run lease` does. */
const lease = (args: readonly string[], stopAt?: string): Promise<Ended> =>
  runScript("lease", args, { stopAt });

function isSummary(value: unknown): value is Summary {
  return (
    typeof value === "object" && value !== null && "leases" in value && Array.isArray(value.leases)
  );
}

function summaryOf({ stdout }: Ended): Summary {
  const parsed: unknown = JSON.parse(stdout);
  if (!isSummary(parsed)) throw new Error(`no summary: ${stdout}`);
  return parsed;
}

const storesIn = ({ left }: Ended): string[] =>
  left.filter((name) => name.startsWith("weft-lease-"));

describe("npm run lease", function () {
  this.timeout(120_000);

  it("serves, refuses and collects once, and every sum is exact", async () => {
    const ended = await lease(["--requests", "3", "--json"]);
    expect(ended.code, ended.stderr).to.equal(0);
    const { price, leases, tiles, refused, steps, ...shares } = summaryOf(ended);
    expect(leases.map(({ client }) => client)).to.deep.equal(["Ada", "Ben", "Cleo"]);
    for (const { requests, signed, paid } of leases) {
      expect(requests).to.equal(3);
      expect(BigInt(signed)).to.equal(3n * BigInt(price));
      expect(paid).to.equal(signed);
    }
    const { provider, delegators, fee } = shares;
    expect(BigInt(delegators) > 0n && BigInt(fee) > 0n).to.equal(true);
    expect(BigInt(provider) + BigInt(delegators) + BigInt(fee)).to.equal(9n * BigInt(price));
    expect(tiles).to.have.length(9);
    expect(new Set(tiles.map(({ digest }) => digest)).size).to.equal(3);
    expect(refused.map(({ fault }) => fault)).to.deep.equal([
      "Missing",
      "Malformed",
      "TooLow",
      "InvalidSignature",
      "InvalidSignature",
      "InvalidSignature",
      "UnknownLease",
      "ExposureExceeded",
    ]);
    const collections = steps.filter(({ what }) => what.startsWith("collect"));
    expect(collections.map(({ what }) => what)).to.deep.equal(["collect 3 vouchers"]);
    expect(storesIn(ended)).to.deep.equal([]);
  });

  it("shows people who got what", async () => {
    const ended = await lease(["--requests", "1"]);
    expect(ended.code, ended.stderr).to.equal(0);
    expect(ended.stdout)
      .to.match(/Grace +provider/)
      .and.to.match(/Dora +delegator/);
    expect(ended.stdout).to.match(/treasury +protocol fee/);
    expect(ended.stdout).to.match(/sum +0\.0075/);
  });

  it("stops when it is interrupted, and leaves no vouchers behind", async () => {
    const ended = await lease(["--requests", "500"], "Serving");
    expect(ended.code).to.equal(1);
    expect(ended.stderr).to.contain("stopped by SIGINT");
    expect(storesIn(ended)).to.deep.equal([]);
  });

  it("explains itself", async () => {
    const ended = await lease(["--help"]);
    expect(ended).to.include({ code: 0, stderr: "" });
    expect(ended.stdout).to.contain("Usage: npm run lease");
  });

  const WRONG: [args: string[], says: string][] = [
    [["--requests", "0"], "--requests is 0, but must be a whole number from 1 to 1000"],
    [["--requests", "1e2"], "--requests is 1e2, but must be a whole number from 1 to 1000"],
    [["--request", "1"], "Unknown option '--request'"],
    [["now"], "Unexpected argument 'now'"],
  ];
  for (const [args, says] of WRONG) {
    it(`says in one sentence what is wrong with ${args.join(" ")}`, async () => {
      const ended = await lease(args);
      expect(ended).to.include({ code: 2, stdout: "" });
      expect(ended.stderr.trim()).to.contain(says);
      expect(ended.stderr.trim().split("\n")).to.have.length(1);
    });
  }
});
