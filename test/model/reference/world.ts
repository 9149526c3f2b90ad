import { Delegations } from "./delegation";
import { Money } from "./money";
import type { Lock } from "./stake";

export const THAW_SECONDS = 28n * 86_400n;
export const TOKENS = ["gold", "iron"] as const;
/** An address at which there is no token. */
export const NO_TOKEN = "noToken";
export const PROVIDERS = ["ada", "bob"] as const;
export const CLIENTS = ["cid", "dan"] as const;
export const OTHERS = ["eve", "fay"] as const;
/** An account that does to stake what any market may. */
export const BENCH = "bench";
export const JOBS = "jobMarket";
export const LEASES = "leaseMarket";
export const PEOPLE = [...PROVIDERS, ...CLIENTS, ...OTHERS, BENCH] as const;
export const MARKETS = [BENCH, JOBS, LEASES] as const;

/** Everything that the rules say of the chain. */
export class World {
  /** Unix second of the latest block. */
  now: bigint;
  readonly money = new Money(TOKENS);
  /** What the bench put behind duties of providers and did not free. */
  locks: Lock[] = [];
  readonly stakes = new Delegations(this.money, THAW_SECONDS);

  constructor(now: bigint) {
    this.now = now;
  }
}
