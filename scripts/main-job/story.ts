import { LocalFailureError } from "@weft/runtime";
import { JobStatus, makeNonce, type EndedJob } from "@weft/sdk";

import { attest, examine, type Finding } from "./attest";
import type { Ledger } from "../lib/ledger";
import type { Party } from "../lib/party";
import type { Market } from "./market";
import { bringMatch, offerWork, requestWork, type OpenedJob } from "./orders";
import type { Progress } from "./progress";
import { release, settle } from "./settle";
import type { Task } from "./task";
import { execute, lie, rangeOf, submit, type Delivery } from "./work";

/** A job from match to end. */
export interface Chapter {
  /** In which way its result was verified. */
  how: string;
  opened: OpenedJob;
  delivery: Delivery | undefined;
  /** What was found of the result, and why. */
  finding: Pick<Finding, "reason"> | undefined;
  ending: EndedJob;
  /** Which chunks of the whole task it was for. */
  chunks: number[];
}

export interface Context {
  market: Market;
  ledger: Ledger;
  progress: Progress;
  signal: AbortSignal;
}

/**
 * The client's request is matched in parts with the providers' offers, each does its part, the
 * attester does everything again. Parts that were not accepted though the program works are asked
 * for once more, from a provider whose work was.
 */
export async function tell(context: Context, task: Task): Promise<Chapter[]> {
  const { progress, market } = context;
  const everything = task.chunks.map((_, index) => index);
  const chapters = await round(context, task, everything, market.providers, 0);
  const rejected = chapters.filter(({ ending }) => ending.status === JobStatus.Rejected);
  const honest = chapters.find(({ ending }) => ending.status === JobStatus.Accepted);
  if (rejected.length === 0 || honest === undefined) return chapters;
  const again = rejected.flatMap(({ chunks }) => chunks);
  progress.say(`${again.length} chunks are missing; ${honest.opened.provider.name} does them`);
  const rest = await round(context, task, again, [honest.opened.provider], 1);
  return [...chapters, ...rest];
}

/** One request, all its jobs, from the signatures to the last settlement. */
async function round(
  context: Context,
  whole: Task,
  chunks: number[],
  providers: Party[],
  index: number,
): Promise<Chapter[]> {
  const { market, ledger, progress, signal } = context;
  const task = whole.part(chunks);
  const request = await requestWork(market, task, {
    units: chunks.length,
    nonce: makeNonce(0, index),
  });
  const opened: OpenedJob[] = [];
  for (const { provider, units } of shares(chunks.length, providers)) {
    const offer = await offerWork(market, provider, { units, nonce: makeNonce(0, index) });
    opened.push(await bringMatch(market, ledger, { provider, offer, request, units }));
  }
  const deliveries = await deliver(context, task, opened);
  progress.say("The attester executes everything again");
  const own = await execute(
    task,
    { first: 0, count: chunks.length },
    { progress, label: market.attester.name.padEnd(8), signal },
  );
  progress.endBars();
  const chapters: Chapter[] = [];
  for (const [at, job] of opened.entries()) {
    const { first, count } = rangeOf(job);
    const delivery = deliveries[at];
    const part = {
      how: "attester",
      opened: job,
      delivery,
      chunks: chunks.slice(first, first + count),
    };
    if (delivery === undefined) {
      chapters.push({ ...part, finding: undefined, ending: await release(market, ledger, job) });
      continue;
    }
    const finding = examine(delivery, own.receipt.chunks.slice(first, first + count));
    await attest(market, ledger, job, { root: delivery.receipt.root, finding });
    chapters.push({ ...part, finding, ending: await settle(market, ledger, job) });
  }
  return chapters;
}

/** Every provider executes its part, one after the other on this machine, and submits. */
async function deliver(
  { market, ledger, progress, signal }: Context,
  task: Task,
  opened: OpenedJob[],
): Promise<(Delivery | undefined)[]> {
  const deliveries: (Delivery | undefined)[] = [];
  progress.say(`Executing ${task.name}`);
  for (const job of opened) {
    const label = job.provider.name.padEnd(8);
    try {
      const honest = await execute(task, rangeOf(job), { progress, label, signal });
      const delivery = job.provider.name === "Mallory" ? lie(honest) : honest;
      await submit(market, ledger, job, delivery);
      deliveries.push(delivery);
    } catch (error) {
      // A machine that is too slow or broken says so: that is the honest exit.
      if (!(error instanceof LocalFailureError)) throw error;
      progress.say(`${job.provider.name}: ${error.message}`);
      deliveries.push(undefined);
    }
  }
  return deliveries;
}

/** Even parts, none of them empty. */
function shares(units: number, providers: Party[]): { provider: Party; units: number }[] {
  const used = providers.slice(0, units);
  return used.map((provider, index) => ({
    provider,
    units:
      Math.floor((units * (index + 1)) / used.length) - Math.floor((units * index) / used.length),
  }));
}
