import type { ContractTransactionReceipt, Overrides, Provider } from "ethers";
import { read } from "../calls/read";
import type { CallOptions } from "../calls/send";
import { toWeftError } from "../errors/decode";
import { ContractError, InvalidFieldError, WeftError } from "../errors/weft-error";
import { notSent, type BatchOutcome, type BatchResult } from "./outcome";
import { settlePending } from "./pending";
import { calldataCost, planBatches, type BatchLimits, type ItemCost } from "./plan";

/** What every call takes that sends batches. */
export interface BatchOptions extends CallOptions {
  /** Gas set aside for each item; what it leaves over is not paid for. Left out, enough for the items at hand. */
  gasPerItem?: bigint;
  /** What one transaction may hold; by default half a block, 2^24 gas (EIP-7825) and 100,000 bytes. */
  limits?: Partial<BatchLimits>;
  /** Ends the run between two transactions, or before the first; what was not sent is `open`. */
  signal?: AbortSignal;
  /** How long to wait until the next of those that the signer sent before is mined; left out, two minutes. */
  pendingWaitMs?: number;
}

/** What a transaction did with an item; undefined where it says nothing of it. */
export type Fate<Done> = { result: Done } | ContractError | undefined;

/** What the run of a batch needs to know of the call that it makes. */
export interface BatchDoor<Item, Packed, Done> {
  /** Checks an item and packs it as the contract takes it. */
  pack(item: Item): Packed;
  /**
   * What a thing that can be done only once is known by. The same item given twice is sent once, and both have its
   * outcome; so has one that is refused because another of this run with the same id was done. Left out where the same
   * item can be done twice.
   */
  idOf?(packed: Packed): string;
  /** Calldata of a batch. */
  encode(items: readonly Packed[]): string;
  /** Gas of a transaction and of an item, calldata left out. */
  fixedGas: bigint;
  itemGas: bigint;
  /** What was done before, or cannot be done; undefined where an item is to be sent. */
  look(items: readonly Packed[]): Promise<("before" | ContractError | undefined)[]>;
  send(items: readonly Packed[], overrides: Overrides): Promise<ContractTransactionReceipt>;
  /** What a transaction did with each of its items: its result, or the error that it failed with. */
  read(receipt: ContractTransactionReceipt, items: readonly Packed[]): Promise<Fate<Done>[]>;
}

const BASE_GAS = 21_000n;
const TRANSACTION_GAS_CAP = 1n << 24n;
const DEFAULT_BYTES = 100_000;
/** How many items are looked at together, so that a node is not flooded. */
const LOOKS_AT_A_TIME = 50;

interface Entry<Item, Packed> {
  index: number;
  item: Item;
  packed: Packed;
}

/**
 * Packs all items before anything is sent.
 *
 * @throws InvalidFieldError that says in which item which field is wrong.
 */
export function packAll<Item, Packed>(
  items: readonly Item[],
  pack: (item: Item) => Packed,
): Packed[] {
  return items.map((item, index) => {
    try {
      return pack(item);
    } catch (error) {
      if (!(error instanceof InvalidFieldError)) throw error;
      throw new InvalidFieldError(`items[${index}].${error.field}`, error.value, error.allowed);
    }
  });
}

async function limitsOf(options: BatchOptions): Promise<BatchLimits> {
  const { limits = {}, signer } = options;
  const bytes = limits.bytes ?? DEFAULT_BYTES;
  if (limits.gas !== undefined) return { gas: limits.gas, bytes };
  const provider: Provider | null = signer.provider;
  if (provider === null) {
    throw new WeftError(
      "NO_PROVIDER",
      "batches are planned by the chain's gas limit, so the signer needs a provider",
    );
  }
  const half = ((await read(() => provider.getBlock("latest")))?.gasLimit ?? 0n) / 2n;
  return { gas: half < TRANSACTION_GAS_CAP ? half : TRANSACTION_GAS_CAP, bytes };
}

/** Looks at what was done before, some at a time; at no more once the run is to end. */
async function lookAt<Item, Packed, Done>(
  door: BatchDoor<Item, Packed, Done>,
  entries: readonly Entry<Item, Packed>[],
  signal: AbortSignal | undefined,
): Promise<("before" | ContractError | undefined)[]> {
  const seen: ("before" | ContractError | undefined)[] = [];
  for (let at = 0; at < entries.length; at += LOOKS_AT_A_TIME) {
    if (signal?.aborted === true) break;
    const part = entries.slice(at, at + LOOKS_AT_A_TIME);
    seen.push(...(await door.look(part.map(({ packed }) => packed))));
  }
  return seen;
}

/** For every item the place of the first that is the same, to the last byte: its own, but for repeats. */
function firstsOf(encodings: readonly string[]): number[] {
  const places = new Map<string, number>();
  return encodings.map((encoding, index) => {
    const first = places.get(encoding) ?? index;
    places.set(encoding, first);
    return first;
  });
}

/** Gives what was not sent again, or was refused for having been done, the outcome of what was. */
function shareOutcomes<Item, Packed, Done>(
  door: BatchDoor<Item, Packed, Done>,
  all: readonly Entry<Item, Packed>[],
  firsts: readonly number[],
  outcomes: Map<number, BatchOutcome<Item, Done>>,
): void {
  const done = new Map<string, BatchOutcome<Item, Done>>();
  for (const { index, packed } of all) {
    const outcome = outcomes.get(index);
    const id = door.idOf?.(packed);
    if (outcome?.status === "done" && id !== undefined) done.set(id, outcome);
  }
  for (const { index, item, packed } of all) {
    const own = outcomes.get(firsts[index] ?? index);
    const id = door.idOf?.(packed);
    const isRefused = own?.status === "refused" && id !== undefined;
    const shared = (isRefused ? done.get(id) : undefined) ?? own;
    if (shared !== undefined) outcomes.set(index, { ...shared, index, item });
  }
}

/**
 * Does a list of things by as few transactions as hold them, and says of each what became of it. What was done before
 * is passed over, so that giving the same list again is harmless and does what is left.
 */
export async function runBatches<Item, Packed, Done>(
  options: BatchOptions,
  door: BatchDoor<Item, Packed, Done>,
  items: readonly Item[],
): Promise<BatchResult<Item, Done>> {
  const packed = packAll(items, (item) => door.pack(item));
  const all = items.flatMap((item, index): Entry<Item, Packed>[] => {
    const own = packed[index];
    return own === undefined ? [] : [{ index, item, packed: own }];
  });
  const limits = await limitsOf(options);
  const empty = calldataCost(door.encode([]));
  const encodings = packed.map((own) => door.encode([own]));
  const firsts = door.idOf === undefined ? packed.map((_, index) => index) : firstsOf(encodings);
  const costs = encodings.map((encoding): ItemCost => {
    const { gas, bytes } = calldataCost(encoding);
    return { gas: gas - empty.gas + door.itemGas, bytes: bytes - empty.bytes };
  });
  const costOf = ({ index }: Entry<Item, Packed>): ItemCost =>
    costs[index] ?? { gas: 0n, bytes: 0 };
  const fixed = { gas: BASE_GAS + door.fixedGas + empty.gas, bytes: empty.bytes };
  const entries = all.filter(({ index }) => firsts[index] === index);
  // Refuses what fits no transaction before the first is sent.
  planBatches({ items: entries, costOf, fixed, limits });

  const { signal, pendingWaitMs } = options;
  await settlePending(options.signer, { waitMs: pendingWaitMs, signal });
  const outcomes = new Map<number, BatchOutcome<Item, Done>>();
  const seen = await lookAt(door, entries, signal);
  for (const [at, { index, item }] of entries.entries()) {
    const found = seen[at];
    if (found === "before") outcomes.set(index, { index, item, status: "before" });
    else if (found !== undefined)
      outcomes.set(index, { index, item, status: "refused", error: found });
  }

  const rest = entries.filter(({ index }) => !outcomes.has(index));
  const receipts: ContractTransactionReceipt[] = [];
  let stop: WeftError | undefined;
  for (const batch of planBatches({ items: rest, costOf, fixed, limits })) {
    if (signal?.aborted === true) {
      stop ??= new WeftError("CALL_FAILED", "the run was ended before this was sent", {
        retryable: true,
      });
    }
    const gasLimit = batch.reduce((sum, entry) => sum + costOf(entry).gas, fixed.gas);
    const before = stop;
    const fates =
      before === undefined
        ? await sendOne(options, door, batch, gasLimit, receipts)
        : notSent(before);
    // A refusal of the contract is of this batch alone; anything else would meet the next one too.
    stop ??= fates instanceof WeftError && !(fates instanceof ContractError) ? fates : undefined;
    for (const [at, { index, item }] of batch.entries()) {
      outcomes.set(index, outcomeOf({ index, item }, fates, at, receipts.at(-1)));
    }
  }
  shareOutcomes(door, all, firsts, outcomes);
  return { outcomes: all.flatMap(({ index }) => outcomes.get(index) ?? []), receipts };
}

type Fates<Done> = Fate<Done>[] | WeftError;

async function sendOne<Item, Packed, Done>(
  options: BatchOptions,
  door: BatchDoor<Item, Packed, Done>,
  batch: readonly Entry<Item, Packed>[],
  gasLimit: bigint,
  receipts: ContractTransactionReceipt[],
): Promise<Fates<Done>> {
  const packed = batch.map((entry) => entry.packed);
  try {
    const receipt = await door.send(packed, { gasLimit, ...options.overrides });
    receipts.push(receipt);
    return await door.read(receipt, packed);
  } catch (error) {
    return toWeftError(error);
  }
}

function outcomeOf<Item, Done>(
  place: { index: number; item: Item },
  fates: Fates<Done>,
  at: number,
  receipt: ContractTransactionReceipt | undefined,
): BatchOutcome<Item, Done> {
  // Refused as a whole for a reason that passes, such as too little gas: nothing is known against this item.
  if (fates instanceof ContractError && !fates.retryable) {
    return { ...place, status: "refused", error: fates };
  }
  if (fates instanceof WeftError) return { ...place, status: "open", error: fates };
  const fate = fates[at];
  if (fate === undefined || receipt === undefined) {
    const error = new WeftError("EVENT_MISSING", "the transaction says nothing of this item");
    return { ...place, status: "open", error };
  }
  if (fate instanceof ContractError) return { ...place, status: "refused", error: fate };
  return { ...place, status: "done", result: fate.result, transaction: receipt.hash };
}
