import { FileSecretStore } from "@weft/sdk/node";

import type { Chapter, Context } from "../story";
import type { Task } from "../task";
import { tellOptimistic } from "./optimistic";
import { tellProof } from "./proof";
import { tellQuorum } from "./quorum";

/**
 * One chunk of the task in each of the other ways to know that the work was done. Secrets of votes and replicas lie in
 * a folder, as on the disks of those whose they are.
 */
export async function tellVerified(
  context: Context,
  whole: Task,
  folder: string,
): Promise<Chapter[]> {
  const { signal } = context;
  const task = whole.part([0]);
  const secrets = await FileSecretStore.open(folder);
  try {
    const judged = await tellOptimistic(context, task, secrets);
    signal.throwIfAborted();
    const replicas = await tellQuorum(context, task, secrets);
    signal.throwIfAborted();
    return [judged, ...replicas, await tellProof(context)];
  } finally {
    await secrets.close();
  }
}
