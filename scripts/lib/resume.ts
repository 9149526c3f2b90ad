import type { Provider, TransactionReceipt, TransactionResponse } from "ethers";

import { append, readJournal, repairJournal, writeDeployed } from "./journal";
import { unconfirmedIn, type Unconfirmed } from "./unconfirmed";

/** A deployment that cannot go on yet. */
export class ResumeError extends Error {
  constructor(nonce: number, deployer: string) {
    super(
      `transaction ${nonce} of ${deployer} waits to be mined, but must be in a block before the deployment goes on; run again then`,
    );
    this.name = "ResumeError";
  }
}

/** What is asked of a chain here. */
export interface Chain extends Pick<
  Provider,
  "getBlock" | "getBlockNumber" | "getTransactionCount" | "getTransactionReceipt"
> {
  /** Of a transaction that waits, nothing but that it does. */
  getTransaction: (hash: string) => Promise<object | null>;
}

/** The first block after which an account had sent more than `nonce` transactions; looked for from the last one down. */
async function blockOf(chain: Chain, account: string, nonce: number): Promise<number> {
  const isAfter = async (block: number) =>
    (await chain.getTransactionCount(account, block)) > nonce;
  // Doubling steps back, since nodes forget the state of old blocks.
  let high = await chain.getBlockNumber();
  let step = 1;
  let low = high - step;
  while (low >= 0 && (await isAfter(low))) {
    high = low;
    step *= 2;
    low = high - step;
  }
  low = Math.max(low, -1);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (await isAfter(middle)) high = middle;
    else low = middle;
  }
  return high;
}

async function minedAs(chain: Chain, from: string, nonce: number): Promise<TransactionResponse> {
  const number = await blockOf(chain, from, nonce);
  const block = await chain.getBlock(number, true);
  const isIt = (sent: TransactionResponse) =>
    sent.from.toLowerCase() === from.toLowerCase() && sent.nonce === nonce;
  const found = block?.prefetchedTransactions.find(isIt);
  if (found === undefined) {
    throw new Error(`block ${number} has no transaction ${nonce} of ${from}, but must`);
  }
  return found;
}

function isSame({ request }: Unconfirmed, { to, data, value }: TransactionResponse): boolean {
  const isTo = (request.to ?? "").toLowerCase() === (to ?? "").toLowerCase();
  return isTo && request.data === data && request.value === value;
}

/** As Ignition writes numbers that JSON does not hold. */
function written(value: bigint) {
  return { _kind: "bigint", value: value.toString() };
}

function sendOf({ futureId, networkInteractionId, nonce }: Unconfirmed, sent: TransactionResponse) {
  const { hash, gasPrice, maxFeePerGas, maxPriorityFeePerGas } = sent;
  const fees =
    maxFeePerGas === null || maxPriorityFeePerGas === null
      ? { gasPrice: written(gasPrice) }
      : {
          maxFeePerGas: written(maxFeePerGas),
          maxPriorityFeePerGas: written(maxPriorityFeePerGas),
        };
  return {
    ...{ type: "TRANSACTION_SEND", futureId, networkInteractionId, nonce },
    transaction: { hash, fees },
  };
}

function confirmOf({ futureId, networkInteractionId }: Unconfirmed, receipt: TransactionReceipt) {
  const { hash, blockHash, blockNumber, contractAddress, status } = receipt;
  const logs = receipt.logs.map(({ address, index, data, topics }) => ({
    ...{ address, logIndex: index, data, topics },
  }));
  const isDone = status === 1;
  return {
    ...{ type: "TRANSACTION_CONFIRM", futureId, networkInteractionId, hash },
    receipt: {
      ...{ blockHash, blockNumber, logs, status: isDone ? "SUCCESS" : "FAILURE" },
      ...(isDone && contractAddress !== null ? { contractAddress } : {}),
    },
  };
}

/** By the name that Ignition has for it: a transaction is still to be sent, under the next nonce there is. */
function unsentOf({ futureId, networkInteractionId }: Unconfirmed) {
  return { type: "ONCHAIN_INTERACTION_REPLACED_BY_USER", futureId, networkInteractionId };
}

/** What is to be written down of a transaction whose nonce is used up. */
async function settled(chain: Chain, one: Unconfirmed) {
  for (const hash of one.hashes) {
    const receipt = await chain.getTransactionReceipt(hash);
    if (receipt !== null) return [confirmOf(one, receipt)];
  }
  const mined = await minedAs(chain, one.from, one.nonce);
  // Somebody who has the key sent something else in its place.
  if (!isSame(one, mined)) return [unsentOf(one)];
  const receipt = await chain.getTransactionReceipt(mined.hash);
  if (receipt === null) throw new ResumeError(one.nonce, one.from);
  return [sendOf(one, mined), confirmOf(one, receipt)];
}

/** How many transactions of each account are mined, and how many known: of one moment, or a later one could be settled before an earlier one. */
async function countsOf(chain: Chain, accounts: readonly string[]) {
  const counts = new Map<string, { mined: number; taken: number }>();
  for (const account of new Set(accounts)) {
    const mined = await chain.getTransactionCount(account, "latest");
    counts.set(account, { mined, taken: await chain.getTransactionCount(account, "pending") });
  }
  return counts;
}

async function isKnown(chain: Chain, { hashes }: Unconfirmed): Promise<boolean> {
  const found = await Promise.all(hashes.map((hash) => chain.getTransaction(hash)));
  return found.some((sent) => sent !== null);
}

/**
 * Makes a killed deployment ready to go on: tells Ignition what became of every transaction whose end it did not write
 * down. It takes one whose hash is missing for somebody else's, and would send it again under another address. And it
 * goes on from the highest nonce of those without a receipt, which is not the last one that was used where a later
 * transaction has its receipt already: it would stop there with its error IGN405.
 */
export async function resume({ folder, chain }: { folder: string; chain: Chain }): Promise<void> {
  repairJournal(folder);
  const open = unconfirmedIn(readJournal(folder));
  const counts = await countsOf(
    chain,
    open.map(({ from }) => from),
  );
  for (const one of open) {
    const { mined = 0, taken = 0 } = counts.get(one.from) ?? {};
    if (one.nonce < mined) {
      append(folder, await settled(chain, one));
    } else if (one.nonce >= taken) {
      // Never sent, or forgotten by the node. Ignition would look for the one for ever, and send others before the other.
      append(folder, [unsentOf(one)]);
    } else if (!(await isKnown(chain, one))) {
      throw new ResumeError(one.nonce, one.from);
    }
  }
  writeDeployed(folder);
}
