import { expect } from "chai";
import { makeError, type Transaction } from "ethers";
import {
  InvalidFieldError,
  SteadyProvider,
  TransactionUnknownError,
  toWeftError,
} from "../../packages/sdk/src";
import { StubNode, type Reply } from "./support/stub-node";
import { SENDER, shown, signed } from "./support/stub-transaction";
import { failureOf } from "./support/world";

/** What nodes say of a transaction that they did not take: of geth, Nethermind, Besu, Erigon, Reth and anvil. */
const REFUSALS = [
  "insufficient funds for gas * price + value: address 0x07 have 0 want 1",
  "intrinsic gas too low: gas 20000, minimum needed 21000",
  "transaction underpriced: tip needed 1, tip permitted 0",
  "replacement transaction underpriced",
  "nonce too low: next nonce 4, tx nonce 3",
  "nonce too high: address 0x07, tx: 9 state: 3",
  "exceeds block gas limit",
  "tx fee (2.10 ether) exceeds the configured cap (1.00 ether)",
  "gas price 1 less than block base fee 7",
  "max fee per gas less than block base fee: address 0x07, maxFeePerGas: 1, baseFee: 7",
  "max priority fee per gas higher than fee cap",
  "gas limit reached",
  "gas price below configured minimum gas price",
  "gas too high",
  "invalid sender",
  "Invalid Signature",
  "invalid chain id for signer: have 1 want 31337",
  "Invalid chain ID",
  "wrong chainId",
  "transaction type not supported",
  "oversized data: transaction size 140000, limit 131072",
];

/** What says nothing of the transaction, however final it sounds. */
const DOUBTS = [
  "already known",
  "known transaction",
  "ALREADY_EXISTS: already known",
  "internal error",
  "request timed out",
  "txpool is full",
  "transaction pool not accepting new transactions",
  "daily request count exceeded, request rate limited",
  "execution aborted (timeout = 5s)",
  "upstream node is not available",
  "header not found",
  "transaction rejected",
  "",
];

const CODE = -32_000;
const error = (message: string): Reply => ({ error: { code: CODE, message } });

/** What a caller has in hand after a transaction that was not taken. */
async function fateOf(node: StubNode, transaction: Transaction): Promise<unknown> {
  const provider = node.provider({ tries: 2 });
  return failureOf(provider.broadcastTransaction(transaction.serialized));
}

function expectUnknown(failure: unknown, { hash, serialized }: Transaction): void {
  expect(failure).to.be.instanceOf(TransactionUnknownError);
  expect(failure).to.include({ code: "TRANSACTION_UNKNOWN", retryable: false });
  expect(failure).to.include({ hash, bytes: serialized });
}

describe("sdk steady provider", () => {
  let transaction: Transaction;
  let node: StubNode;

  beforeEach(async () => {
    transaction = await signed(3);
    node = new StubNode().says("eth_getTransactionByHash", { result: null });
  });

  context("when a node does not take a transaction that nobody knows", () => {
    for (const message of REFUSALS) {
      it(`passes the refusal on: ${message}`, async () => {
        const failure = await fateOf(
          node.says("eth_sendRawTransaction", error(message)),
          transaction,
        );
        expect(failure).to.be.instanceOf(Error).and.not.instanceOf(TransactionUnknownError);
        expect(toWeftError(failure)).to.deep.include({ code: "CALL_FAILED", retryable: false });
        expect(node.asked("eth_sendRawTransaction")).to.deep.equal([[transaction.serialized]]);
      });
    }

    for (const message of DOUBTS) {
      it(`does not know its fate by an error that is no refusal: ${message || "an empty one"}`, async () => {
        const failure = await fateOf(
          node.says("eth_sendRawTransaction", error(message)),
          transaction,
        );
        expectUnknown(failure, transaction);
      });
    }

    it("looks for it again and again before a refusal is believed", async () => {
      node.says("eth_sendRawTransaction", error("nonce too low"));
      node.says("eth_getTransactionByHash", (_, before) => ({
        result: before < 3 ? null : shown(transaction),
      }));
      const { hash } = await node.provider().broadcastTransaction(transaction.serialized);
      expect(hash).to.equal(transaction.hash);
      expect(node.asked("eth_getTransactionByHash")).to.have.length(4);
    });
  });

  context("when an answer was lost", () => {
    it("sends the same bytes again", async () => {
      node.says("eth_sendRawTransaction", (_, before) =>
        before === 0 ? "cut" : { result: transaction.hash },
      );
      await node.provider().broadcastTransaction(transaction.serialized);
      const { serialized } = transaction;
      expect(node.asked("eth_sendRawTransaction")).to.deep.equal([[serialized], [serialized]]);
    });

    it("does not know its fate by a refusal of the bytes that were sent again", async () => {
      node.says("eth_sendRawTransaction", (_, before) =>
        before === 0 ? "cut" : error("nonce too low"),
      );
      expectUnknown(await fateOf(node, transaction), transaction);
    });

    it("does not know it by a refusal of a later call with the same bytes either", async () => {
      const provider = node.says("eth_sendRawTransaction", "cut").provider({ tries: 2 });
      const send = () => failureOf(provider.broadcastTransaction(transaction.serialized));
      expectUnknown(await send(), transaction);
      node.says("eth_sendRawTransaction", error("nonce too low"));
      expectUnknown(await send(), transaction);
    });
  });

  context("when the look for a refused transaction fails", () => {
    it("does not take an error for the answer that nobody knows it", async () => {
      node.says("eth_sendRawTransaction", error("nonce too low"));
      node.says("eth_getTransactionByHash", error("header not found"));
      expectUnknown(await fateOf(node, transaction), transaction);
    });

    it("does not take one of several that fails for that either", async () => {
      node.says("eth_sendRawTransaction", error("nonce too low"));
      node.says("eth_getTransactionByHash", (_, before) =>
        before < 3 ? { result: null } : error("header not found"),
      );
      expectUnknown(await fateOf(node, transaction), transaction);
    });

    it("does not take silence for it", async () => {
      node.says("eth_sendRawTransaction", error("nonce too low"));
      node.says("eth_getTransactionByHash", "cut");
      expectUnknown(await fateOf(node, transaction), transaction);
    });
  });

  it("believes no refusal of an earlier call where a later one is not answered", async () => {
    const provider = node.provider({ tries: 2 });
    node.says("eth_sendRawTransaction", error("insufficient funds"));
    const { serialized } = transaction;
    // Not by the door that tells its caller of refusals, and forgets them.
    const refusal = await failureOf(provider.send("eth_sendRawTransaction", [serialized]));
    expect(refusal).not.to.be.instanceOf(TransactionUnknownError);
    node.says("eth_sendRawTransaction", { result: transaction.hash });
    node.says("eth_blockNumber", "cut");
    expectUnknown(await failureOf(provider.broadcastTransaction(serialized)), transaction);
  });

  it("says of each of two calls what became of it, not of the other", async () => {
    const other = await signed(4);
    const provider = node.provider({ tries: 2 });
    node.says("eth_sendRawTransaction", ([bytes]) =>
      bytes === transaction.serialized ? error("insufficient funds") : "cut",
    );
    const [refused, lost] = await Promise.all(
      [transaction, other].map(({ serialized }) =>
        failureOf(provider.broadcastTransaction(serialized)),
      ),
    );
    expect(refused).not.to.be.instanceOf(TransactionUnknownError);
    expectUnknown(lost, other);
  });

  it("asks for the nonce each time, however soon after the last", async () => {
    node.says("eth_getTransactionCount", (_, before) => ({ result: `0x${5 + before}` }));
    const signer = SENDER.connect(node.provider());
    expect([await signer.getNonce(), await signer.getNonce()]).to.deep.equal([5, 6]);
  });

  for (const url of [
    "secret.example:8545",
    "wss://secret.example",
    "data:,secret",
    "secret://x",
    "",
  ]) {
    it(`takes no URL that is not of HTTP, and keeps it to itself: ${url}`, () => {
      const sentence = /^url is (?!.*secret).*, but must be a URL of http:\/\/ or https:\/\/$/;
      expect(() => new SteadyProvider(url)).to.throw(InvalidFieldError, sentence);
    });
  }

  it("takes no URL that is not there, as of an environment that does not name one", () => {
    const missing = process.env["WEFT_NO_SUCH_URL"] as unknown as string;
    expect(() => new SteadyProvider(missing)).to.throw(InvalidFieldError, "url is undefined");
  });

  for (const timeoutMs of [0, -1, 2 ** 31, NaN]) {
    it(`takes no ${timeoutMs} ms for the time of an answer, which a timer would take for none`, () => {
      expect(() => node.provider({ timeoutMs })).to.throw(InvalidFieldError, "timeoutMs");
    });
  }

  context("when an answer never ends", () => {
    it("asks again after its time", async () => {
      node.says("eth_blockNumber", (_, before) => (before === 0 ? "endless" : { result: "0x11" }));
      expect(await node.provider({ timeoutMs: 1 }).getBlockNumber()).to.equal(17);
    });

    it("fails in the end, so that the same may be asked later", async () => {
      const provider = node.says("eth_gasPrice", "endless").provider({ tries: 2, timeoutMs: 1 });
      const failure = toWeftError(await failureOf(provider.send("eth_gasPrice", [])));
      expect(failure).to.include({ code: "CALL_FAILED", retryable: true });
      expect(failure.cause).to.include({ code: makeError("", "TIMEOUT").code });
      expect(node.asked("eth_gasPrice")).to.have.length(2);
    });

    it("does not know the fate of a transaction", async () => {
      const provider = node
        .says("eth_sendRawTransaction", "endless")
        .provider({ tries: 2, timeoutMs: 1 });
      const failure = await failureOf(provider.broadcastTransaction(transaction.serialized));
      expectUnknown(failure, transaction);
    });
  });
});
