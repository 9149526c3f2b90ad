import { JobStatus, packQuorumTerms, quorum, type SecretStore } from "@weft/sdk";

import { settle } from "../settle";
import type { Chapter, Context } from "../story";
import type { Task } from "../task";
import { execute, lie, type Delivery } from "../work";
import { openJobs } from "./open";

const HOUR = 3_600;

/** Three newcomers cannot be trusted further than this: two of them against one. */
const TRUST = 2;

const TERMS = packQuorumTerms({
  first: 3,
  quorum: 2,
  cap: 3,
  trust: TRUST,
  commitSeconds: HOUR,
  revealSeconds: HOUR,
  slashBps: 5_000,
  silentSlashBps: 1_000,
});

const REASONS: ReadonlyMap<JobStatus, string> = new Map([
  [JobStatus.Accepted, "two of three agree on it"],
  [JobStatus.Rejected, "two of three agree on something else"],
]);

/** Three providers do the same chunk, commit before any of them reveals, and one lies. */
export async function tellQuorum(
  context: Context,
  task: Task,
  secrets: SecretStore,
): Promise<Chapter[]> {
  const { market, ledger, progress, signal } = context;
  const verifier = await market.quorumVerifier.getAddress();
  const opened = await openJobs(context, task, market.providers, {
    verifier,
    terms: TERMS,
    index: 11,
    wish: { verifySeconds: 2 * HOUR },
  });
  progress.say("A quorum of three, one of whom lies");
  const deliveries: Delivery[] = [];
  for (const { provider, job } of opened) {
    const label = provider.name.padEnd(8);
    const honest = await execute(task, { first: 0, count: 1 }, { progress, label, signal });
    const delivery = provider.name === "Mallory" ? lie(honest) : honest;
    const { root } = delivery.receipt;
    const committed = await quorum.commit({ signer: provider.signer, job, root, secrets });
    ledger.note(provider.name, "commit to a result", committed.receipt);
    deliveries.push(delivery);
  }
  progress.endBars();
  for (const { provider, job } of opened) {
    const revealed = await quorum.reveal({ signer: provider.signer, job, secrets });
    ledger.note(provider.name, "reveal the result", revealed.receipt);
  }
  const chapters: Chapter[] = [];
  for (const [at, job] of opened.entries()) {
    const ending = await settle(market, ledger, job);
    const finding = { reason: REASONS.get(ending.status) ?? "the replicas did not agree" };
    chapters.push({
      how: "quorum",
      opened: job,
      delivery: deliveries[at],
      finding,
      ending,
      chunks: [0],
    });
  }
  return chapters;
}
