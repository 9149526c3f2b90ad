import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";

import { deployedIn, readJournal, unsentIn, writeDeployed } from "../../scripts/lib/journal";

const A = `0x${"11".repeat(20)}`;
const B = `0x${"22".repeat(20)}`;
const prepared = (futureId: string, nonce: number) => ({
  ...{ type: "TRANSACTION_PREPARE_SEND", futureId, networkInteractionId: 1, nonce },
});
const sent = (futureId: string, nonce: number) => ({
  ...{ type: "TRANSACTION_SEND", futureId, networkInteractionId: 1, nonce },
});
const complete = (futureId: string, address: string) => ({
  type: "DEPLOYMENT_EXECUTION_STATE_COMPLETE",
  futureId,
  result: { type: "SUCCESS", address },
});

describe("journals of deployments", () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "weft-journal-"));
    file = join(folder, "journal.jsonl");
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  function write(...entries: readonly object[]): string {
    const text = entries.map((entry) => `\n${JSON.stringify(entry)}`).join("");
    writeFileSync(file, text);
    return text;
  }

  it("are empty before the first deployment, and nothing is written of them", () => {
    expect(readJournal(folder)).to.deep.equal([]);
    writeDeployed(folder);
    expect(existsSync(join(folder, "deployed_addresses.json"))).to.equal(false);
  });

  it("lose a last line that was cut short, wherever it was", () => {
    const whole = write(prepared("A", 0), sent("A", 0));
    const line = `\n${JSON.stringify(complete("A", A))}`;
    for (let length = 2; length < line.length; length++) {
      writeFileSync(file, whole + line.slice(0, length));
      expect(readJournal(folder)).to.deep.equal([prepared("A", 0), sent("A", 0)]);
      expect(readFileSync(file, "utf8")).to.equal(whole);
    }
    writeFileSync(file, whole + line);
    expect(readJournal(folder)).to.have.length(3);
  });

  it("are refused where a line before the last is none", () => {
    writeFileSync(file, `\n{"type"\n${JSON.stringify(sent("A", 0))}`);
    expect(() => readJournal(folder)).to.throw(/^entry 1 of .* is none$/);
  });

  it("say which transactions were about to be sent, and not written down since", () => {
    write(prepared("A", 0), sent("A", 0), prepared("C", 2), prepared("B", 1));
    expect(unsentIn(readJournal(folder))).to.deep.equal([1, 2]);
  });

  it("say where everything is, and write it down again where that was cut short", () => {
    const found = { type: "CONTRACT_AT_EXECUTION_STATE_INITIALIZE", futureId: "B" };
    const failed = { ...complete("C", A), result: { type: "REVERTED" } };
    write(complete("A", A), { ...found, contractAddress: B }, failed);
    expect(Object.fromEntries(deployedIn(readJournal(folder)))).to.deep.equal({ A, B });
    writeFileSync(join(folder, "deployed_addresses.json"), '{ "A": ');
    writeDeployed(folder);
    const text = readFileSync(join(folder, "deployed_addresses.json"), "utf8");
    expect(JSON.parse(text)).to.deep.equal({ A, B });
  });
});
