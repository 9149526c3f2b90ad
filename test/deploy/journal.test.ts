import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";

import {
  deployedIn,
  readChecked,
  readJournal,
  repairJournal,
  senderIn,
  writeChecked,
  writeDeployed,
} from "../../scripts/lib/journal";
import { ResumeError, resume, type Chain } from "../../scripts/lib/resume";
import { unconfirmedIn } from "../../scripts/lib/unconfirmed";

const A = `0x${"11".repeat(20)}`;
const B = `0x${"22".repeat(20)}`;
const prepared = (futureId: string, nonce: number) => ({
  ...{ type: "TRANSACTION_PREPARE_SEND", futureId, networkInteractionId: 1, nonce },
});
const sent = (futureId: string, nonce: number) => ({
  ...{ type: "TRANSACTION_SEND", futureId, networkInteractionId: 1, nonce },
  transaction: { hash: `0x${futureId}` },
});
const confirmed = (futureId: string) => ({
  ...{ type: "TRANSACTION_CONFIRM", futureId, networkInteractionId: 1, hash: `0x${futureId}` },
});
const SENDER = `0x${"33".repeat(20)}`;
const begun = (futureId: string) => [
  { type: "DEPLOYMENT_EXECUTION_STATE_INITIALIZE", futureId, from: SENDER },
  {
    ...{ type: "NETWORK_INTERACTION_REQUEST", futureId },
    networkInteraction: {
      ...{ id: 1, type: "ONCHAIN_INTERACTION", data: "0x60" },
      value: { _kind: "bigint", value: "7" },
    },
  },
];
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
      expect(readFileSync(file, "utf8"), "after a reader").to.equal(whole + line.slice(0, length));
      repairJournal(folder);
      expect(readFileSync(file, "utf8")).to.equal(whole);
    }
    writeFileSync(file, whole + line);
    expect(readJournal(folder)).to.have.length(3);
    repairJournal(folder);
    expect(readFileSync(file, "utf8")).to.equal(whole + line);
  });

  it("have beside them what was found right, which is nothing at first", () => {
    expect([...readChecked(folder)]).to.deep.equal([]);
    writeChecked(folder, [A, B]);
    expect([...readChecked(folder)]).to.deep.equal([A, B]);
  });

  it("say who deployed, and refuse to where it is nobody, or several", () => {
    write(...begun("A"), ...begun("B"));
    expect(senderIn(readJournal(folder))).to.equal(SENDER);
    const another = { type: "DEPLOYMENT_EXECUTION_STATE_INITIALIZE", futureId: "C", from: A };
    expect(() => senderIn([...readJournal(folder), another])).to.throw(
      `the journal is of transactions from ${SENDER} and ${A}, but must be from one account`,
    );
    expect(() => senderIn([])).to.throw("from nobody, but must be from one account");
  });

  it("are refused where a line before the last is none", () => {
    writeFileSync(file, `\n{"type"\n${JSON.stringify(sent("A", 0))}`);
    expect(() => readJournal(folder)).to.throw(/^entry 1 of .* is none$/);
  });

  it("say which transactions were begun, and have no receipt, by ascending nonce", () => {
    const bumped = { ...sent("D", 3), transaction: { hash: "0xd2" } };
    write(
      ...["A", "B", "C", "D", "E"].flatMap(begun),
      ...[prepared("A", 0), sent("A", 0), confirmed("A")],
      ...[prepared("C", 2), prepared("B", 1), prepared("D", 3), sent("D", 3), bumped],
    );
    const found = unconfirmedIn(readJournal(folder));
    expect(found.map(({ futureId, nonce, hashes }) => [futureId, nonce, hashes])).to.deep.equal([
      ["B", 1, []],
      ["C", 2, []],
      ["D", 3, ["0xD", "0xd2"]],
    ]);
    expect(found[0]).to.deep.include({ from: SENDER, networkInteractionId: 1 });
    expect(found[0]?.request).to.deep.equal({ data: "0x60", value: 7n });
  });

  it("take a transaction for not begun that was replaced, or whose future was wiped", () => {
    const replaced = { ...prepared("A", 0), type: "ONCHAIN_INTERACTION_REPLACED_BY_USER" };
    write(
      ...[...begun("A"), prepared("A", 0), replaced],
      ...[...begun("B"), prepared("B", 1), { type: "WIPE_APPLY", futureId: "B" }],
    );
    expect(unconfirmedIn(readJournal(folder))).to.deep.equal([]);
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

  describe("resume", () => {
    /** A chain that has mined so many transactions of everybody, and knows of so many. */
    const chainOf = (latest: number, pending: number, known: readonly string[] = []): Chain => {
      const refuse = () => Promise.reject(new Error("nothing more is asked for"));
      return {
        getTransactionCount: (_, tag) => Promise.resolve(tag === "latest" ? latest : pending),
        getTransaction: (hash) => Promise.resolve(known.includes(hash) ? { hash } : null),
        ...{ getTransactionReceipt: refuse, getBlock: refuse, getBlockNumber: refuse },
      };
    };

    it("throws ResumeError, saying whose transaction waits, and leaves the journal as it is", async () => {
      const text = write(...begun("A"), prepared("A", 4));
      await expect(resume({ folder, chain: chainOf(4, 5) })).to.be.rejectedWith(
        ResumeError,
        `transaction 4 of ${SENDER} waits to be mined, but must be in a block before the deployment goes on; run again then`,
      );
      expect(readFileSync(file, "utf8")).to.equal(text);
    });

    it("throws it too where a fee was raised and the answer lost", async () => {
      write(...begun("A"), prepared("A", 4), sent("A", 4), prepared("A", 4));
      await expect(resume({ folder, chain: chainOf(4, 5) })).to.be.rejectedWith(ResumeError);
    });

    it("takes a half written line out of the journal, which it then writes to", async () => {
      const text = write(...begun("A"), prepared("A", 4), sent("A", 4));
      writeFileSync(file, `${text}\n{"type":"TRANS`);
      await resume({ folder, chain: chainOf(4, 5, ["0xA"]) });
      expect(readFileSync(file, "utf8")).to.equal(text);
    });

    it("leaves one that waits and is known", async () => {
      const text = write(...begun("A"), prepared("A", 4), sent("A", 4));
      await resume({ folder, chain: chainOf(4, 5, ["0xA"]) });
      expect(readFileSync(file, "utf8")).to.equal(text);
    });

    it("gives back the nonces of what was never sent, and of what the node forgot", async () => {
      const entries = [...begun("A"), prepared("A", 4), sent("A", 4), ...begun("B")];
      write(...entries, prepared("B", 5));
      await resume({ folder, chain: chainOf(4, 4) });
      expect(unconfirmedIn(readJournal(folder))).to.deep.equal([]);
      expect(readJournal(folder).slice(0, entries.length)).to.deep.equal(entries);
    });
  });
});
