import { expect } from "chai";
import { toQuantity, type Transaction } from "ethers";
import { TransactionUnknownError } from "../../packages/sdk/src";
import { mined, type MinedOptions } from "../../packages/sdk/src/calls/mined";
import { failureOf } from "./support/world";
import { StubNode } from "./support/stub-node";
import { receiptOf, sent, shown, signed } from "./support/stub-transaction";

const NONCE = 3;
const BLOCK = 16;
const SECOND = 1_000;
const MINUTE = 60 * SECOND;

describe("sdk waiting for a transaction", () => {
  let transaction: Transaction;
  let node: StubNode;

  /** A node that took the transaction, and has it in no block. */
  beforeEach(async () => {
    transaction = await signed(NONCE);
    node = new StubNode()
      .says("eth_sendRawTransaction", ([bytes]) => ({ result: bytes && transaction.hash }))
      .says("eth_getTransactionReceipt", { result: null })
      .says("eth_getTransactionByHash", () => ({ result: shown(transaction) }))
      .says("eth_getTransactionCount", { result: toQuantity(NONCE) });
  });

  /** From a second on the node has it in a block. */
  const minesAt = (time: number): StubNode =>
    node.says("eth_getTransactionReceipt", () => ({
      result: node.time.now() < time ? null : receiptOf(transaction, BLOCK),
    }));
  /** The node forgot it, and something else has its nonce. */
  const replaces = (): StubNode =>
    node
      .says("eth_getTransactionByHash", { result: null })
      .says("eth_getTransactionCount", { result: toQuantity(NONCE + 1) });

  async function wait(options: MinedOptions = {}) {
    const response = await sent(node.provider({ tries: 1 }), transaction);
    return mined(response, { time: node.time, ...options });
  }

  function expectUnknown(failure: unknown): void {
    expect(failure).to.be.instanceOf(TransactionUnknownError);
    const { hash, serialized: bytes } = transaction;
    expect(failure).to.include({ code: "TRANSACTION_UNKNOWN", retryable: false, hash, bytes });
    expect(failure).to.have.deep.property("details", { hash, bytes });
  }

  it("returns the receipt as soon as there is one", async () => {
    minesAt(SECOND);
    const { hash, blockNumber } = await wait();
    expect({ hash, blockNumber }).to.deep.equal({ hash: transaction.hash, blockNumber: BLOCK });
    expect(node.time.now()).to.be.within(SECOND, 2 * SECOND);
  });

  context("given that something else has its nonce", () => {
    it("says that it was replaced after 45 seconds of doubt, and not before", async () => {
      replaces();
      const failure = await failureOf(wait());
      expect(failure).to.include({ code: "TRANSACTION_REPLACED", retryable: false });
      const { hash, from, nonce } = transaction;
      expect(failure).to.have.deep.property("details", { hash, from, nonce });
      expect(node.time.now()).to.be.within(45 * SECOND, 50 * SECOND);
    });

    it("believes the receipt that a node shows after 44 of them", async () => {
      replaces();
      minesAt(44 * SECOND);
      expect(await wait()).to.include({ hash: transaction.hash });
    });

    it("doubts anew where a node knew it in between", async () => {
      replaces();
      node.says("eth_getTransactionByHash", () => {
        const isKnown = Math.floor(node.time.now() / (30 * SECOND)) === 1;
        return { result: isKnown ? shown(transaction) : null };
      });
      expect(await failureOf(wait())).to.include({ code: "TRANSACTION_REPLACED" });
      expect(node.time.now()).to.be.at.least(105 * SECOND);
    });

    it("does not count the time in which no node answered", async () => {
      replaces();
      node.says("eth_getTransactionCount", () => {
        const time = node.time.now();
        const isDeaf = time > 10 * SECOND && time < 35 * SECOND;
        return isDeaf ? "cut" : { result: toQuantity(NONCE + 1) };
      });
      expect(await failureOf(wait())).to.include({ code: "TRANSACTION_REPLACED" });
      expect(node.time.now()).to.be.at.least(65 * SECOND);
    });

    it("looks for what replaced it as deep as is waited for", async () => {
      replaces();
      expect(await failureOf(wait({ confirmations: 5 }))).to.include({
        code: "TRANSACTION_REPLACED",
      });
      const blocks = new Set(node.asked("eth_getTransactionCount").map(([, block]) => block));
      expect([...blocks]).to.deep.equal([toQuantity(BLOCK - 4)]);
    });
  });

  context("given that the node forgot it", () => {
    for (const type of [0, 1, 2]) {
      it(`sends the same bytes again, of type ${type}`, async () => {
        transaction = await signed(NONCE, type);
        node.says("eth_getTransactionByHash", { result: null });
        node.says("eth_getTransactionReceipt", () => {
          const isSentAgain = node.asked("eth_sendRawTransaction").length > 1;
          return { result: isSentAgain ? receiptOf(transaction, BLOCK) : null };
        });
        await wait();
        const bytes = [transaction.serialized];
        expect(node.asked("eth_sendRawTransaction")).to.deep.equal([bytes, bytes]);
      });
    }

    it("waits on where the node does not take them", async () => {
      node.says("eth_getTransactionByHash", { result: null });
      node.says("eth_sendRawTransaction", (_, before) =>
        before === 0
          ? { result: transaction.hash }
          : { error: { code: -32_000, message: "transaction underpriced" } },
      );
      minesAt(MINUTE);
      expect(await wait()).to.include({ hash: transaction.hash });
      expect(node.asked("eth_sendRawTransaction").length).to.be.greaterThan(2);
    });

    it("sends nothing where the node knows it", async () => {
      minesAt(MINUTE);
      await wait();
      expect(node.asked("eth_sendRawTransaction")).to.have.length(1);
    });
  });

  context("given that no block takes it", () => {
    it("ends by the limit of the caller, with its hash and its bytes", async () => {
      const failure = await failureOf(wait({ minedWaitMs: 2 * MINUTE }));
      expectUnknown(failure);
      expect(node.time.now()).to.equal(2 * MINUTE);
      expect(failure)
        .to.have.property("message")
        .that.includes("120000 ms")
        .and.includes("nonce, 3");
    });

    it("returns it where it comes at the last look", async () => {
      minesAt(2 * MINUTE);
      expect(await wait({ minedWaitMs: 2 * MINUTE })).to.include({ hash: transaction.hash });
    });

    for (const [confirmations, minutes] of [
      [1, 10],
      [3, 30],
    ] as const) {
      it(`ends after ${minutes} minutes where the caller names none and waits for ${confirmations}`, async () => {
        // Each pause is a minute here: how often is looked does not matter.
        const time = { now: () => node.time.now(), pause: () => node.time.pause(MINUTE) };
        expectUnknown(await failureOf(wait({ confirmations, time })));
        expect(node.time.now()).to.equal(minutes * MINUTE);
      });
    }

    it("looks once where the limit is none, or no number", async () => {
      for (const minedWaitMs of [0, NaN]) {
        expectUnknown(await failureOf(wait({ minedWaitMs })));
      }
      expect(node.time.now()).to.equal(0);
    });

    it("ends as well where it is in a block with too little on top", async () => {
      minesAt(0).says("eth_getBlockByNumber", { result: null });
      const failure = await failureOf(wait({ confirmations: 2, minedWaitMs: MINUTE }));
      expectUnknown(failure);
      expect(failure).to.have.property("message").that.includes("2 blocks deep");
    });
  });

  context("given that no node answers any more", () => {
    it("says after ten failures in a row that nobody knows", async () => {
      node.says("eth_getTransactionReceipt", "cut");
      const failure = await failureOf(wait());
      expectUnknown(failure);
      expect(failure).to.have.property("cause").that.is.instanceOf(Error);
      expect(node.asked("eth_getTransactionReceipt")).to.have.length(10);
    });

    it("says so before, where the limit of the caller ends", async () => {
      node.says("eth_getTransactionReceipt", "cut");
      const failure = await failureOf(wait({ minedWaitMs: 1 }));
      expectUnknown(failure);
      expect(failure).to.have.property("cause").that.is.instanceOf(Error);
      expect(node.asked("eth_getTransactionReceipt")).to.have.length(2);
    });

    it("goes on after nine", async () => {
      node.says("eth_getTransactionReceipt", (_, before) =>
        before < 9 ? "cut" : { result: receiptOf(transaction, BLOCK) },
      );
      expect(await wait()).to.include({ hash: transaction.hash });
    });
  });
});
