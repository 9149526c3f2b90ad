import {
  merkleRoot,
  runJob,
  sha256,
  type ChunkReceipt,
  type JobRun,
  type Receipt,
} from "@weft/runtime";

import type { Ledger } from "../lib/ledger";
import type { Market } from "./market";
import type { OpenedJob } from "./orders";
import type { Progress } from "./progress";
import type { Task } from "./task";

/** What a provider delivers: the outputs, and the receipt whose root it puts on chain. */
export interface Delivery {
  receipt: Receipt;
  outputs: Uint8Array[];
  confinement: JobRun["confinement"];
}

/** The chunks of a task that a job covers. */
export interface Range {
  first: number;
  count: number;
}

export function rangeOf({ job }: OpenedJob): Range {
  return { first: Number(job.firstUnit), count: Number(job.units) };
}

/** Runs chunks of a task in the sandbox, with a bar of its own. */
export async function execute(
  task: Task,
  range: Range,
  { progress, label, signal }: { progress: Progress; label: string; signal: AbortSignal },
): Promise<Delivery> {
  const bar = progress.bar(label, range.count);
  return runJob({ ...task, range, signal, onProgress: () => bar.tick() });
}

/** The first output with one bit turned, and a receipt that says so with a straight face. */
export function lie(delivery: Delivery): Delivery {
  const [honest, ...others] = delivery.outputs;
  const [receipt, ...receipts] = delivery.receipt.chunks;
  if (honest === undefined || receipt === undefined) return delivery;
  const forged = Uint8Array.from(honest);
  forged[forged.length >> 1] = (forged[forged.length >> 1] ?? 0) ^ 0x80;
  const chunks: ChunkReceipt[] = [{ ...receipt, outputDigest: sha256(forged) }, ...receipts];
  return {
    ...delivery,
    outputs: [forged, ...others],
    receipt: { ...delivery.receipt, chunks, root: merkleRoot(chunks) },
  };
}

/** The provider puts the root of its result on chain, in time. */
export async function submit(
  { attestationVerifier, attestation }: Market,
  ledger: Ledger,
  { id, provider }: OpenedJob,
  { receipt }: Delivery,
): Promise<void> {
  await ledger.send(provider.name, "submit the result's root", () =>
    attestationVerifier.connect(provider.signer).submit(id, attestation.word, receipt.root),
  );
}
