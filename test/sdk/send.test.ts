import { expect } from "chai";
import { keccak256, toBeHex, toQuantity } from "ethers";
import {
  InvalidFieldError,
  TransactionUnknownError,
  stake,
  vault,
  type SteadyProvider,
} from "../../packages/sdk/src";
import { StubNode } from "./support/stub-node";
import { SENDER, blockAt, receiptOf, shown, signed } from "./support/stub-transaction";
import { failureOf } from "./support/world";

const NONCE = 3;
const BLOCK = 16;
const CONTRACT = toBeHex(9n, 20);

/** Nothing is left to ask the node for before the transaction is sent. */
const fees = { type: 2, maxFeePerGas: 2n, maxPriorityFeePerGas: 1n };
const overrides = { ...fees, gasLimit: 50_000n, nonce: NONCE };

describe("sdk sending", () => {
  let node: StubNode;
  let provider: SteadyProvider;

  /** A node that takes everything and mines nothing. */
  beforeEach(async () => {
    const some = await signed(NONCE);
    node = new StubNode()
      .says("eth_sendRawTransaction", ([bytes]) => ({ result: keccak256(String(bytes)) }))
      .says("eth_getTransactionReceipt", { result: null })
      .says("eth_getTransactionByHash", ([hash]) => ({ result: { ...shown(some), hash } }));
    provider = node.provider({ tries: 1 });
  });

  const approve = (limit?: number) =>
    vault.approve({
      ...{ signer: SENDER.connect(provider), token: CONTRACT, spender: CONTRACT, amount: 1n },
      ...(limit === undefined ? {} : { minedWaitMs: limit }),
      overrides,
    });

  const sentHash = (): string => keccak256(String(node.asked("eth_sendRawTransaction").at(-1)));

  it("ends by the limit of the call, with an error of a class of its own", async () => {
    const failure = await failureOf(approve(0));
    expect(failure).to.be.instanceOf(TransactionUnknownError);
    expect(failure).to.include({ hash: sentHash(), retryable: false });
    const [sent] = node.asked("eth_sendRawTransaction");
    expect(failure).to.have.property("bytes", String(sent));
  });

  it("takes nothing else of what a call is given for its own", async () => {
    const view = { time: 1_800_000_000n, confirmations: 1 };
    const failure = await failureOf(
      vault.approve({
        ...view,
        ...{ signer: SENDER.connect(provider), token: CONTRACT, spender: CONTRACT, amount: 1n },
        ...{ minedWaitMs: 0, overrides },
      }),
    );
    expect(failure).to.be.instanceOf(TransactionUnknownError);
    expect(failure).to.include({ hash: sentHash() });
  });

  for (const limit of [-1, NaN]) {
    it(`refuses to wait for ${limit} ms, with nothing sent`, async () => {
      const failure = await failureOf(approve(limit));
      expect(failure).to.be.instanceOf(InvalidFieldError);
      expect(node.asked("eth_sendRawTransaction")).to.deep.equal([]);
    });
  }

  it("holds the approval that goes before a call to its limit too", async () => {
    // The token's address, and an allowance that is too small.
    node.says("eth_call", { result: toBeHex(1n, 32) });
    node.says("eth_estimateGas", { result: toQuantity(50_000) });
    node.says("eth_getTransactionCount", { result: toQuantity(NONCE) });
    node.says("eth_getBlockByNumber", { result: blockAt(BLOCK) });
    node.says("eth_gasPrice", { result: "0x1" });
    node.says("eth_maxPriorityFeePerGas", { result: "0x1" });
    const failure = await failureOf(
      stake.provision({
        ...{ signer: SENDER.connect(provider), stakeVault: CONTRACT, market: CONTRACT },
        ...{ amount: 5n, minedWaitMs: 0 },
      }),
    );
    expect(failure).to.be.instanceOf(TransactionUnknownError);
    expect(node.asked("eth_sendRawTransaction")).to.have.length(1);
  });

  context("given an equal call that was mined", () => {
    /** The block that the chain has it in. */
    let block: number;
    let isDeaf: boolean;

    beforeEach(async () => {
      [block, isDeaf] = [BLOCK, false];
      const some = await signed(NONCE);
      node.says("eth_getTransactionReceipt", ([hash]) =>
        isDeaf ? "cut" : { result: { ...receiptOf(some, block), transactionHash: hash } },
      );
      await approve();
    });

    it("was not sent where the chain has that one", async () => {
      expect(await failureOf(approve())).to.include({ code: "TRANSACTION_REPEATED" });
    });

    it("is unknown where no node says whether the chain has that one", async () => {
      isDeaf = true;
      const failure = await failureOf(approve());
      expect(failure).to.be.instanceOf(TransactionUnknownError);
      expect(failure).to.include({ hash: sentHash(), retryable: false });
    });

    it("is not held for that one by a look that failed, once the chain dropped that one", async () => {
      isDeaf = true;
      await failureOf(approve());
      [block, isDeaf] = [BLOCK + 1, false];
      const { receipt } = await approve();
      expect(receipt.blockNumber).to.equal(BLOCK + 1);
    });
  });

  it("is repeated while an equal call waits, and not once that one has failed", async () => {
    const first = approve(0);
    const both = await Promise.all([failureOf(first), failureOf(approve(0))]);
    const codes = both.map((failure) =>
      failure instanceof Error && "code" in failure ? failure.code : "",
    );
    expect(codes).to.have.members(["TRANSACTION_UNKNOWN", "TRANSACTION_REPEATED"]);
    expect(await failureOf(approve(0))).to.include({ code: "TRANSACTION_UNKNOWN" });
  });
});
