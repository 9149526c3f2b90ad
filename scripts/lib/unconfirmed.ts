import type { Entry } from "./journal";

/** What a transaction was to be, as Ignition asked for it. */
export interface Request {
  /** Absent of one that makes a contract. */
  to?: string;
  data: string;
  value: bigint;
}

/** A transaction that was given a nonce, and whose receipt was not written down. */
export interface Unconfirmed {
  futureId: string;
  networkInteractionId: number;
  from: string;
  nonce: number;
  /** What it was sent as, each time with a higher fee; empty where no answer was written down. */
  hashes: readonly string[];
  request: Request;
}

type Open = Omit<Unconfirmed, "nonce"> & { nonce?: number };

function fieldsOf(value: unknown): Entry {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

/** Numbers that JSON does not hold, as Ignition writes them. */
function bigintOf(value: unknown): bigint {
  const { value: digits } = fieldsOf(value);
  return typeof digits === "string" ? BigInt(digits) : 0n;
}

function opened(futureId: string, from: string, interaction: unknown): Open | undefined {
  const { id, type, to, data, value } = fieldsOf(interaction);
  const isTransaction = type === "ONCHAIN_INTERACTION" && typeof data === "string";
  if (!isTransaction || typeof id !== "number") return undefined;
  const request = {
    ...(typeof to === "string" ? { to } : {}),
    ...{ data, value: bigintOf(value) },
  };
  return { futureId, networkInteractionId: id, from, hashes: [], request };
}

/** What an open transaction is after an entry about it; undefined where that closes it. */
function after(open: Open, { type, nonce, transaction }: Entry): Open | undefined {
  const numbered = typeof nonce === "number" ? { ...open, nonce } : open;
  if (type === "TRANSACTION_PREPARE_SEND") return numbered;
  if (type === "TRANSACTION_SEND") {
    const { hash } = fieldsOf(transaction);
    return typeof hash === "string"
      ? { ...numbered, hashes: [...numbered.hashes, hash] }
      : numbered;
  }
  if (type === "ONCHAIN_INTERACTION_REPLACED_BY_USER") {
    const { futureId, networkInteractionId, from, request } = open;
    return { futureId, networkInteractionId, from, request, hashes: [] };
  }
  return type === "TRANSACTION_CONFIRM" ? undefined : open;
}

/** The transactions that a journal says no more of than that they were begun, by ascending nonce. */
export function unconfirmedIn(entries: readonly Entry[]): Unconfirmed[] {
  const senders = new Map<string, string>();
  const all = new Map<string, Open>();
  for (const entry of entries) {
    const { type, futureId: future, from, networkInteraction, networkInteractionId } = entry;
    const futureId = String(future);
    if (typeof from === "string") senders.set(futureId, from);
    if (type === "WIPE_APPLY") {
      for (const [key, open] of all) if (open.futureId === futureId) all.delete(key);
    }
    const begun = opened(futureId, senders.get(futureId) ?? "", networkInteraction);
    if (begun !== undefined) all.set(`${futureId} ${begun.networkInteractionId}`, begun);
    const key = `${futureId} ${String(networkInteractionId)}`;
    const open = all.get(key);
    const next = open === undefined ? undefined : after(open, entry);
    if (next === undefined) all.delete(key);
    else all.set(key, next);
  }
  const isNumbered = (open: Open): open is Unconfirmed => open.nonce !== undefined;
  return [...all.values()].filter(isNumbered).sort((a, b) => a.nonce - b.nonce);
}
