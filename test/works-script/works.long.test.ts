import { expect } from "chai";

import { runScript, type Ended } from "../support/script";

/** Paid for an owner that was given the work. */
const FLOOR = 50_000_000_000_000_000n;

interface Summary {
  name: string;
  refused: string;
  sales: {
    what: string;
    isCleared: boolean;
    sold: { price: string; royalty: string; fee: string; proceeds: string };
  }[];
  shared: { amount: string }[];
}

/** Runs the story as `npm run works` does. */
const tell = (args: readonly string[]): Promise<Ended> => runScript("works", args);

function isSummary(value: unknown): value is Summary {
  return (
    typeof value === "object" && value !== null && "sales" in value && Array.isArray(value.sales)
  );
}

describe("npm run works", function () {
  this.timeout(120_000);

  it("sells a work four times, pays everybody, and leaves nothing on disk", async () => {
    const { code, stdout, stderr, left } = await tell(["--json"]);
    expect(code, stderr).to.equal(0);
    const summary: unknown = JSON.parse(stdout);
    if (!isSummary(summary)) throw new Error(`no summary: ${stdout}`);
    const { name, refused, sales, shared } = summary;
    expect(name).to.equal("First light");
    expect(refused).to.match(/was used or cancelled/);
    expect(sales.map(({ isCleared }) => isCleared)).to.deep.equal([true, true, false, true]);
    for (const { sold } of sales) {
      const parts = BigInt(sold.royalty) + BigInt(sold.fee) + BigInt(sold.proceeds);
      expect(parts).to.equal(BigInt(sold.price));
      expect(BigInt(sold.royalty) * 20n).to.equal(BigInt(sold.price));
    }
    const [first, second, third] = sales.map(({ sold }) => BigInt(sold.royalty));
    expect(BigInt(shared[0]?.amount ?? 0)).to.equal((first ?? 0n) + (second ?? 0n) + FLOOR);
    expect(BigInt(shared[1]?.amount ?? 0)).to.equal(third);
    expect(left.filter((name) => name.startsWith("weft-works-"))).to.deep.equal([]);
  });

  it("prints the same for people", async () => {
    const { code, stdout, stderr } = await tell([]);
    expect(code).to.equal(0);
    expect(stderr).to.match(/pays the floor and has the benefits/);
    expect(stdout).to.match(/seller gets/);
    expect(stdout).to.match(/not cleared/);
  });

  it("explains its options, and refuses others", async () => {
    expect((await tell(["--help"])).stdout).to.match(/^Usage: npm run works/);
    const { code, stderr } = await tell(["--price"]);
    expect(code).to.equal(2);
    expect(stderr).to.match(/--price/);
  });
});
