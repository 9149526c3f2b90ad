import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join, relative } from "node:path";
import { expect } from "chai";
import {
  buildLease,
  leaseId,
  MemoryVoucherStore,
  StoreCorruptError,
  type Lease,
  type Opening,
  type Voucher,
  type VoucherStore,
} from "../../packages/sdk/src";
import { FileVoucherStore, StoreLockedError } from "../../packages/sdk/src/node";
import { failureOf, SPEC } from "./support/world";

const ROOT = join(__dirname, "../..");
/** Stores ever higher vouchers, and says each once it is stored. */
const WRITER = join(__dirname, "support/voucher-writer");

function leaseWith(nonce: bigint): Lease {
  return buildLease({
    client: `0x${"c1".repeat(20)}`,
    provider: `0x${"d2".repeat(20)}`,
    token: `0x${"e3".repeat(20)}`,
    spec: SPEC,
    cap: 2n ** 128n - 1n,
    ratePerHour: 5n,
    nonce,
    now: 1_000_000,
  });
}

function voucher(lease: Lease, amount: bigint): Voucher {
  return { lease, amount, signature: `0x${amount.toString(16).padStart(130, "0")}` };
}

function opening(lease: Lease): Opening {
  return {
    lease,
    providerSignature: "0x01",
    clientSignature: `0x${"02".repeat(300)}`,
    payerSignature: "0x",
  };
}

describe("sdk voucher stores", () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "weft-vouchers-"));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  const STORES: [kind: string, open: () => Promise<VoucherStore>][] = [
    ["in memory", () => Promise.resolve(new MemoryVoucherStore())],
    ["on disk", () => FileVoucherStore.open(join(directory, "a", "b"))],
  ];
  for (const [kind, open] of STORES) {
    context(kind, () => {
      it("keep the highest voucher of each lease, in whatever order they come", async () => {
        const store = await open();
        const [one, two] = [leaseWith(1n), leaseWith(2n)];
        const kept = await Promise.all(
          [3n, 9n, 4n, 9n, 10n].map((amount) => store.put(voucher(one, amount))),
        );
        expect(kept).to.deep.equal([true, true, false, false, true]);
        await store.put(voucher(two, 2n ** 128n - 1n));
        expect(await store.get(leaseId(one))).to.deep.equal({
          lease: one,
          opening: undefined,
          voucher: voucher(one, 10n),
        });
        const { records, faults } = await store.list();
        expect(faults).to.deep.equal([]);
        const amounts = new Map(records.map((each) => [leaseId(each.lease), each.voucher?.amount]));
        expect(amounts).to.deep.equal(
          new Map([
            [leaseId(one), 10n],
            [leaseId(two), 2n ** 128n - 1n],
          ]),
        );
      });

      it("keep what a lease is opened with, beside its voucher", async () => {
        const store = await open();
        const lease = leaseWith(1n);
        await store.put(voucher(lease, 3n));
        await store.keep(opening(lease));
        await store.put(voucher(lease, 4n));
        const record = { lease, opening: opening(lease), voucher: voucher(lease, 4n) };
        expect(await store.get(leaseId(lease))).to.deep.equal(record);
      });

      it("forget a lease, and know nothing of others", async () => {
        const store = await open();
        const lease = leaseWith(1n);
        await store.keep(opening(lease));
        await store.forget(leaseId(lease));
        await store.forget(leaseId(lease));
        expect(await store.get(leaseId(lease))).to.equal(undefined);
        expect((await store.list()).records).to.deep.equal([]);
      });
    });
  }

  it("on disk outlive the process that wrote them", async () => {
    const store = await FileVoucherStore.open(directory);
    await store.keep(opening(leaseWith(1n)));
    await store.put(voucher(leaseWith(1n), 7n));
    const before = await store.list();
    await store.close();
    const later = await FileVoucherStore.open(directory);
    expect(await later.list()).to.deep.equal(before);
    expect((await later.list()).records[0]?.voucher?.amount).to.equal(7n);
  });

  it("AGT11: on disk hold the last voucher that was acknowledged, whenever the process is killed", async function () {
    this.timeout(60_000);
    for (const killAfter of [3, 11, 26]) {
      const own = join(directory, `${killAfter}`);
      const child = spawn(process.execPath, [WRITER, own], { cwd: ROOT });
      let said = "";
      child.stdout.on("data", (data: Buffer) => {
        said += data.toString();
        if (said.split("\n").length > killAfter) child.kill("SIGKILL");
      });
      await once(child, "close");
      const acknowledged = said.split("\n").filter((line) => /^\d+$/.test(line));
      expect(acknowledged.length).to.be.at.least(killAfter - 1);
      const { records, faults } = await (await FileVoucherStore.open(own)).list();
      expect(faults).to.deep.equal([]);
      expect(records[0]?.voucher?.amount).to.be.at.least(BigInt(acknowledged.at(-1) ?? 0));
    }
  });

  const RUINS: [what: string, ruin: (content: string) => string][] = [
    ["cut short", (content) => content.slice(0, 200)],
    ["empty", () => ""],
    ["no object", () => "7"],
    ["of another version", (content) => content.replace('"version": 1', '"version": 2')],
    ["of another lease", (content) => content.replace('"caps": "', '"caps": "1')],
    ["with a bad amount", (content) => content.replace('"amount": "7"', '"amount": "-7"')],
    [
      "with a huge amount",
      (content) => content.replace('"amount": "7"', `"amount": "1${"0".repeat(50)}"`),
    ],
    ["with a bad signature", (content) => content.replace(/"signature": "0x/, '"signature": "')],
    ["without a voucher's place", (content) => content.replace('"voucher"', '"vouchers"')],
    ["without a lease", (content) => content.replace('"lease":', '"least":')],
    ["without a client", (content) => content.replace('"client": "0xC', '"clients": "0xC')],
    [
      "with bits that nobody signed",
      (content) => content.replace(/"times": "\d+"/, `"times": "${2n ** 255n}"`),
    ],
  ];
  for (const [what, ruin] of RUINS) {
    it(`on disk name a file (${what}), and leave it and the others alone`, async () => {
      const store = await FileVoucherStore.open(directory);
      const [one, two] = [leaseWith(1n), leaseWith(2n)];
      await store.put(voucher(one, 7n));
      await store.put(voucher(two, 8n));
      const file = join(directory, `${leaseId(one)}.json`);
      const ruined = ruin(await readFile(file, "utf8"));
      await writeFile(file, ruined);
      for (const action of [store.get(leaseId(one)), store.put(voucher(one, 9n))]) {
        const failure = await failureOf(action);
        expect(failure).to.be.instanceOf(StoreCorruptError);
        expect(failure).to.have.property("message").that.contains(file);
      }
      expect(await readFile(file, "utf8")).to.equal(ruined);
      const { records, faults } = await store.list();
      expect(records.map(({ lease }) => leaseId(lease))).to.deep.equal([leaseId(two)]);
      expect(faults.map(({ code }) => code)).to.deep.equal(["STORE_CORRUPT"]);
    });
  }

  it("on disk name a record under the name of another lease", async () => {
    const store = await FileVoucherStore.open(directory);
    const [one, two] = [leaseWith(1n), leaseWith(2n)];
    await store.put(voucher(one, 7n));
    const content = await readFile(join(directory, `${leaseId(one)}.json`), "utf8");
    await writeFile(join(directory, `${leaseId(two)}.json`), content);
    expect(await failureOf(store.get(leaseId(two)))).to.be.instanceOf(StoreCorruptError);
    expect((await store.list()).records).to.have.length(1);
  });

  it("on disk clear away what a crash left unfinished, and nothing else", async () => {
    const store = await FileVoucherStore.open(directory);
    await store.put(voucher(leaseWith(1n), 7n));
    const id = leaseId(leaseWith(1n));
    // Of today, and of the first releases.
    for (const name of [`${id}.json`, id]) {
      await writeFile(join(directory, `.${name}.3f0c6c3e-1111-4222-8333-444455556666`), "{");
    }
    await writeFile(join(directory, "notes.txt"), "mine");
    await store.close();
    const later = await FileVoucherStore.open(directory);
    const records = (await later.list()).records;
    expect(records).to.have.length(1);
    await later.close();
    expect((await readdir(directory)).sort()).to.deep.equal([`${id}.json`, "notes.txt"]);
  });

  describe("AGT11: on disk are of one process at a time", () => {
    const machine = createHash("sha256").update(hostname()).digest("hex").slice(0, 16);
    const leave = async (mark: string, pid: number): Promise<string> => {
      const name = `.lock.${mark}.${pid}.3f0c6c3e-1111-4222-8333-444455556666`;
      await writeFile(join(directory, name), "");
      return name;
    };

    it("refuse a second store, until the first is closed", async () => {
      const store = await FileVoucherStore.open(directory);
      const failure = await failureOf(FileVoucherStore.open(directory));
      expect(failure).to.be.instanceOf(StoreLockedError);
      expect(failure).to.include({ code: "STORE_LOCKED", retryable: true });
      expect(await store.put(voucher(leaseWith(1n), 7n))).to.equal(true);
      await store.close();
      expect(await failureOf(store.put(voucher(leaseWith(1n), 8n)))).to.include({
        code: "STORE_CLOSED",
      });
      const later = await FileVoucherStore.open(directory);
      expect((await later.list()).records[0]?.voucher?.amount).to.equal(7n);
    });

    it("refuse a second store by any other name of the directory", async () => {
      const store = await FileVoucherStore.open(directory);
      const link = `${directory}-link`;
      await symlink(directory, link);
      try {
        for (const name of [relative(process.cwd(), directory), `${directory}/./`, link]) {
          expect(await failureOf(FileVoucherStore.open(name))).to.be.instanceOf(StoreLockedError);
        }
        await store.close();
        const linked = await FileVoucherStore.open(link);
        const failure = await failureOf(FileVoucherStore.open(directory));
        expect(failure).to.be.instanceOf(StoreLockedError);
        await linked.close();
      } finally {
        await rm(link);
      }
    });

    it("stay where they were opened, wherever the process goes", async () => {
      const before = process.cwd();
      const store = await FileVoucherStore.open(relative(before, directory));
      process.chdir(tmpdir());
      try {
        await store.put(voucher(leaseWith(1n), 7n));
        await store.close();
      } finally {
        process.chdir(before);
      }
      expect(await readdir(directory)).to.deep.equal([`${leaseId(leaseWith(1n))}.json`]);
    });

    it("give it to one of several at once, or to none", async () => {
      const opened = await Promise.allSettled(
        [1, 2, 3].map(() => FileVoucherStore.open(directory)),
      );
      const stores = opened.filter(({ status }) => status === "fulfilled");
      expect(stores.length).to.be.at.most(1);
    });

    it("refuse while another process runs, and take over once it is killed", async function () {
      this.timeout(60_000);
      const child = spawn(process.execPath, [WRITER, directory], { cwd: ROOT });
      await once(child.stdout, "data");
      const failure = await failureOf(FileVoucherStore.open(directory));
      child.kill("SIGKILL");
      await once(child, "close");
      expect(failure).to.be.instanceOf(StoreLockedError);
      const store = await FileVoucherStore.open(directory);
      expect((await store.list()).records).to.have.length(1);
    });

    it("take over from one that had the number of this process before", async () => {
      const left = await leave(machine, process.pid);
      await FileVoucherStore.open(directory);
      expect(await readdir(directory)).to.not.include(left);
    });

    it("refuse what another machine may hold, naming the file", async () => {
      const left = await leave("0123456789abcdef", 1);
      const failure = await failureOf(FileVoucherStore.open(directory));
      expect(String(failure)).to.contain(left).and.contain("another machine");
      expect(await readdir(directory)).to.deep.equal([left]);
    });
  });

  it("on disk need a directory", async () => {
    expect(await failureOf(FileVoucherStore.open(""))).to.include({ code: "INVALID_FIELD" });
  });
});
