import { expect } from "chai";
import { VoidSigner, toQuantity } from "ethers";
import {
  ContractError,
  EventMissingError,
  InvalidFieldError,
  WeftError,
  TransactionUnknownError,
} from "../../packages/sdk/src";
import { runGroups } from "../../packages/sdk/src/batches/group";
import type { BatchResult } from "../../packages/sdk/src/batches/outcome";
import { settlePending, type PendingOptions } from "../../packages/sdk/src/batches/pending";
import { told } from "./support/outcomes";
import { StubNode } from "./support/stub-node";
import { SENDER } from "./support/stub-transaction";
import { failureOf } from "./support/world";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const { address: account } = SENDER;

/** How many transactions of the account are mined, and how many known, at a time. */
type Counts = (time: number) => { mined: number; known: number };

describe("sdk transactions that a signer sent before", () => {
  let node: StubNode;

  beforeEach(() => {
    node = new StubNode();
  });

  async function settle(counts: Counts, options: PendingOptions = {}): Promise<void> {
    node.says("eth_getTransactionCount", ([, block]) => {
      const { mined, known } = counts(node.time.now());
      return { result: toQuantity(block === "pending" ? known : mined) };
    });
    const signer = new VoidSigner(account, node.provider());
    await settlePending(signer, { time: node.time, ...options });
  }

  it("asks once where there are none", async () => {
    await settle(() => ({ mined: 7, known: 7 }));
    expect(node.asked("eth_getTransactionCount")).to.have.length(2);
    expect(node.time.now()).to.equal(0);
  });

  it("waits for hundreds of them, one every minute", async () => {
    const [first, last] = [7, 307];
    const counts: Counts = (time) => ({ mined: first + Math.floor(time / MINUTE), known: last });
    // It looks once a minute here: what counts is how long each takes.
    const time = { now: () => node.time.now(), pause: () => node.time.pause(MINUTE) };
    await settle(counts, { time });
    expect(node.time.now()).to.equal((last - first) * MINUTE);
  });

  it("names the one that holds the others up, two minutes after the last that was mined", async () => {
    const counts: Counts = (time) => ({ mined: time < MINUTE ? 0 : 5, known: 300 });
    const failure = await failureOf(settle(counts));
    expect(failure).to.include({ code: "TRANSACTIONS_PENDING", retryable: true });
    expect(failure).to.have.deep.property("details", { account, mined: 5, known: 300 });
    expect(failure).to.have.property("message").that.includes("the first with nonce 5");
    expect(node.time.now()).to.be.within(3 * MINUTE, 3 * MINUTE + SECOND);
  });

  it("keeps to the limit of the caller where none is mined", async () => {
    const failure = await failureOf(settle(() => ({ mined: 5, known: 6 }), { waitMs: 5 * SECOND }));
    expect(failure).to.include({ code: "TRANSACTIONS_PENDING" });
    expect(node.time.now()).to.equal(5 * SECOND);
  });

  it("has no limit that never comes where the caller's is no number", async () => {
    const failure = await failureOf(settle(() => ({ mined: 5, known: 6 }), { waitMs: NaN }));
    expect(failure).to.include({ code: "TRANSACTIONS_PENDING" });
  });

  it("goes on once what was stuck was replaced and mined with all behind it", async () => {
    await settle((time) => ({ mined: time < MINUTE ? 5 : 300, known: 300 }));
    expect(node.time.now()).to.be.within(MINUTE, MINUTE + SECOND);
  });

  it("waits no longer for ever for somebody who sends on and on", async () => {
    const counts: Counts = (time) => {
      const mined = Math.floor(time / SECOND);
      return { mined, known: mined + 3 };
    };
    expect(await failureOf(settle(counts))).to.include({ code: "TRANSACTIONS_PENDING" });
    expect(node.time.now()).to.be.at.most(3 * MINUTE);
  });

  it("does not believe a node that knows less than another said a moment ago", async () => {
    const counts: Counts = (time) => ({
      mined: time < 30 * SECOND ? 5 : 6,
      known: time === 0 || time >= 30 * SECOND ? 6 : 5,
    });
    await settle(counts);
    expect(node.time.now()).to.equal(30 * SECOND);
  });

  it("believes after 45 seconds that the nodes dropped it", async () => {
    await settle((time) => ({ mined: 5, known: time < SECOND ? 6 : 5 }));
    expect(node.time.now()).to.be.within(46 * SECOND, 47 * SECOND);
  });

  it("asks nothing without a provider, and no more once it is to end", async () => {
    await settlePending(new VoidSigner(account), { time: node.time });
    const signer = new VoidSigner(account, node.provider());
    await settlePending(signer, { time: node.time, signal: AbortSignal.abort() });
    expect(node.asked("eth_getTransactionCount")).to.deep.equal([]);
  });
});

describe("sdk items that take a transaction each for their key", () => {
  const ITEMS = ["a1", "b1", "a2", "c1", "b2"];
  const done = (items: readonly string[]): BatchResult<string, string> => ({
    outcomes: items.map((item, index) => ({
      ...{ index, item, status: "done", result: item, transaction: "0x" },
    })),
    receipts: [],
  });
  const open = (items: readonly string[], error: WeftError): BatchResult<string, string> => ({
    outcomes: items.map((item, index) => ({ index, item, status: "open", error })),
    receipts: [],
  });
  const refusal = new ContractError({
    ...{ error: "Refused", args: {}, sentence: "no", data: "0x", retryable: true },
  });

  /** Runs the items, the second group by what is given; says what became of all and which groups were run. */
  async function run(second: (items: readonly string[]) => BatchResult<string, string>) {
    const groups: string[] = [];
    const { outcomes } = await runGroups(
      ITEMS,
      (item) => item.charAt(0),
      (items) => {
        groups.push(items.join());
        return new Promise<BatchResult<string, string>>((resolve) =>
          resolve(groups.length === 2 ? second(items) : done(items)),
        );
      },
    );
    return { groups, told: told(outcomes) };
  }

  it("does one group after the other, and tells all in the order in which they stand", async () => {
    expect(await run(done)).to.deep.equal({
      groups: ["a1,a2", "b1,b2", "c1"],
      told: Array<string>(5).fill("done"),
    });
  });

  it("tells what was done before a group that cannot be sent, and sends none after it", async () => {
    const stuck = new WeftError("TRANSACTIONS_PENDING", "waits", { retryable: true });
    const outcome = await run(() => {
      throw stuck;
    });
    expect(outcome).to.deep.equal({
      groups: ["a1,a2", "b1,b2"],
      told: [
        ...["done", "open: TRANSACTIONS_PENDING", "done"],
        ...["open: TRANSACTIONS_PENDING", "open: TRANSACTIONS_PENDING"],
      ],
    });
  });

  it("sends no group after one of which nobody knows what became", async () => {
    const unknown = new WeftError("TRANSACTION_UNKNOWN", "lost");
    const { groups, told: said } = await run((items) => open(items, unknown));
    expect(groups).to.deep.equal(["a1,a2", "b1,b2"]);
    expect(said[3]).to.equal("open: TRANSACTION_UNKNOWN");
  });

  it("names no transaction for items that are in none", async () => {
    const lost = new TransactionUnknownError({ hash: "0x12", bytes: "0x34", sentence: "lost" });
    const { outcomes } = await runGroups(
      ITEMS,
      (item) => item.charAt(0),
      (items) => Promise.resolve(items.includes("b1") ? open(items, lost) : done(items)),
    );
    const errors = outcomes.map((each) => (each.status === "open" ? each.error : undefined));
    const index = ITEMS.findIndex((item) => item === "c1");
    expect(errors.filter((error) => error === lost)).to.have.length(2);
    expect(errors[index]).to.include({ code: "CALL_FAILED", retryable: false, cause: lost });
    expect(errors[index]?.details).to.deep.equal({ after: "TRANSACTION_UNKNOWN" });
  });

  const ofItems: Record<string, () => WeftError> = {
    "a contract refused for now": () => refusal,
    "the transaction says nothing of": () => new EventMissingError("Paid", "0x", "0x"),
    "fit no transaction": () => new InvalidFieldError("items[0]", 1, "less"),
  };
  for (const [name, error] of Object.entries(ofItems)) {
    it(`goes on after items that ${name}`, async () => {
      const { groups, told: said } = await run((items) => open(items, error()));
      expect(groups).to.have.length(3);
      expect(said[3]).to.equal("done");
    });
  }

  it("fails as the first group does, with nothing sent", async () => {
    const failing = runGroups(
      ITEMS,
      (item) => item,
      () =>
        Promise.reject<BatchResult<string, string>>(new InvalidFieldError("items[0]", 1, "less")),
    );
    expect(await failureOf(failing)).to.be.instanceOf(InvalidFieldError);
  });
});
