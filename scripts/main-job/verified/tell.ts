import type { Chapter, Context } from "../story";
import type { Task } from "../task";
import { tellOptimistic } from "./optimistic";
import { tellProof } from "./proof";
import { tellQuorum } from "./quorum";

/** One chunk of the task in each of the other ways to know that the work was done. */
export async function tellVerified(context: Context, whole: Task): Promise<Chapter[]> {
  const task = whole.part([0]);
  const judged = await tellOptimistic(context, task);
  context.signal.throwIfAborted();
  const replicas = await tellQuorum(context, task);
  context.signal.throwIfAborted();
  return [judged, ...replicas, await tellProof(context)];
}
