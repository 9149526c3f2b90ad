import { DEFAULT_LIMITS } from "../limits";
import type { JobSpec, ResultLimits } from "../receipt/spec";
import type { Unavailable } from "./content";

/** Why nobody can tell here what a job gives. A result is then neither right nor wrong. */
export interface Undecided {
  reason: string;
  /** What the job is made of that cannot be had; undefined where the reason is another. */
  unavailable: Unavailable | undefined;
}

const BOUNDED = ["fuel", "memoryBytes", "outputBytes", "fileBytes"] as const;

export function missing(unavailable: Unavailable): Undecided {
  const { missing: what, digest } = unavailable;
  return { reason: `the ${what} ${digest} cannot be had`, unavailable };
}

/** What a job asks for beyond what a chunk is given here; undefined where it asks for no more. */
export function excess(
  { limits }: JobSpec,
  accepts: Partial<ResultLimits> = {},
): Undecided | undefined {
  for (const name of BOUNDED) {
    const most = accepts[name] ?? DEFAULT_LIMITS[name];
    if (limits[name] <= most) continue;
    const reason = `the job asks for ${name} of ${limits[name]}, at most ${most} is accepted here`;
    return { reason, unavailable: undefined };
  }
  return undefined;
}
