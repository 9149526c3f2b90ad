import { expect } from "chai";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import snapshot from "../../gas/snapshot.json";
import type { Flows } from "../../scripts/gas/flows";
import { pagesOfGas, unnamedRows, withFigures } from "../../scripts/gas/figures";

const ROOT = join(__dirname, "../..");
const FLOWS: Flows = snapshot.flows;
/** The specs, or the pages, that name what is not in the snapshot, and how many rows of tables of gas have it from them. */
const MEASURED_APART: Readonly<Record<string, { source: string; rows: number }>> = {
  "docs/reputation.md": { source: "test/reputation/Reputation.gas.test.ts", rows: 5 },
  "docs/staking.md": { source: "test/staking/StakeVault.gas.long.test.ts", rows: 13 },
  "docs/verification.md": { source: "verification/optimistic.md", rows: 4 },
  "docs/verification/optimistic.md": { source: "test/verification/JuryCourt.gas.test.ts", rows: 0 },
  "docs/verification/proof.md": { source: "test/verification/proof", rows: 6 },
};
/** A batch of 200 claims of one client begins words of nonces in the snapshot, and is in used ones in the benchmark. */
const OTHER_WORDS = "oneshot.batch200.same";
/** Addresses and signatures differ from chain to chain, and so do their zero bytes, at 12 gas each. */
const ZERO_BYTES_GAS = 150;

const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");

describe("gas figures of the documents", () => {
  it("are those of gas/snapshot.json, which `npm run gas` writes into them", () => {
    const stale = pagesOfGas().filter((path) => withFigures(read(path), FLOWS) !== read(path));
    expect(stale).to.deep.equal([]);
  });

  it("name a label of the snapshot in each row of a table, or the spec that measures them", () => {
    for (const path of pagesOfGas()) {
      const { source = "", rows = 0 } = MEASURED_APART[path] ?? {};
      expect(read(path)).to.contain(source);
      expect(unnamedRows(read(path), FLOWS), path).to.have.lengthOf(rows);
    }
  });

  it("of the benchmark are those of the snapshot where both measure the same", () => {
    const rows = [...read("docs/throughput.md").matchAll(/^\| `(\S+)` +\|.*?\|.*?\| *([\d,]+) /gm)];
    const shared = rows.flatMap(([, label = "", figure = ""]) => {
      const gas = FLOWS[label];
      return gas === undefined || label === OTHER_WORDS ? [] : [{ label, figure, gas }];
    });
    expect(shared).to.have.lengthOf.at.least(9);
    for (const { label, figure, gas } of shared) {
      expect(Number(figure.replaceAll(",", "")), label).to.be.closeTo(gas, ZERO_BYTES_GAS);
    }
  });

  describe("withFigures", () => {
    const flows = { "lease.open": 1_234_567, "job.alone": 98_765 };

    it("writes the gas behind a label, in tables and in sentences, and leaves other figures", () => {
      const text =
        "| open | `lease.open` | 96,780 | 91,614 (a peer) |\n" +
        "Of 12,000 (`job.alone`): 243,432 gas, `other.flow` takes 50,000.\n";
      expect(withFigures(text, flows)).to.equal(
        "| open | `lease.open` | 1,234,567 | 91,614 (a peer) |\n" +
          "Of 12,000 (`job.alone`): 98,765 gas, `other.flow` takes 50,000.\n",
      );
    });

    it("takes no figure of another line, nor one behind another name", () => {
      const text = "`lease.open`\n96,780\n`lease.open` or `claim`: 50,000\n";
      expect(withFigures(text, flows)).to.equal(text);
    });
  });

  it("are missed where a row names no label, or one that nobody measures", () => {
    const head = "\n| flow | gas |\n| --- | --- |\n";
    const rows = ["| `lease.open` | 96,780 |", "| `lease.shut` | 1,000 |", "| close | 20,000 |"];
    const text = `${head}${rows.join("\n")}\n\n| contract | bytes |\n| --- | --- |\n| A | 2,000 |\n`;
    expect(unnamedRows(text, FLOWS)).to.deep.equal(rows.slice(1));
  });
});
