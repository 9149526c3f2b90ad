import type { Provider } from "ethers";
import { JobMarket__factory } from "../contracts";
import { unpackJob } from "../jobs/pack-job";
import type { Job } from "../orders/types";
import { eventsOf } from "./logs";

/** Where jobs are looked for. */
export interface JobQuestion {
  provider: Provider;
  /** Addresses of the job markets whose word is taken. */
  markets: readonly string[];
  /** First block. */
  from: number;
  /** Last block. */
  to: number;
}

/** Jobs by their ids, from the events of the markets that opened them; those that none of them opened are left out. */
export async function jobsById({
  markets,
  ids,
  ...range
}: JobQuestion & { ids: readonly string[] }): Promise<Map<string, Job>> {
  const found = new Map<string, Job>();
  for (const address of markets) {
    const event = JobMarket__factory.connect(address).getEvent("JobMatched");
    for (const { args } of await eventsOf({ ...range, address, event, values: ids })) {
      found.set(args.jobId, unpackJob(args.job));
    }
  }
  return found;
}
