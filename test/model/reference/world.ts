import { Leases } from "./collections";
import { Delegations } from "./delegation";
import { Jobs, type Job } from "./jobs";
import { Money } from "./money";
import type { Pair } from "./orders";
import { NOBODY } from "./rules";
import type { Lock } from "./stake";
import type { Opening } from "./terms";

export const THAW_SECONDS = 28n * 86_400n;
export const TOKENS = ["gold", "iron"] as const;
/** An address at which there is no token. */
export const NO_TOKEN = "noToken";
export const PROVIDERS = ["ada", "bob"] as const;
export const CLIENTS = ["cid", "dan"] as const;
export const OTHERS = ["eve", "fay"] as const;
/** An account that does to stake what any market may. */
export const BENCH = "bench";
export const FEE_BPS = 333n;
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

  readonly jobs = new Jobs(this.money, this.stakes, FEE_BPS);
  /** Orders that were signed so far. */
  readonly pairs: Pair[] = [];
  readonly leases = new Leases(this.money, this.stakes, FEE_BPS);
  /** Leases that were signed so far. */
  readonly openings: Opening[] = [];

  constructor(now: bigint) {
    this.now = now;
  }

  /** Terms that nobody agreed on. */
  unmatched(): Job {
    const none = { token: "gold", venue: NOBODY, cores: 0, verifier: "oracle", nonce: 0n };
    const times = { maxSeconds: 0n, expiry: 0n };
    const lot = { units: 0n, minUnits: 0n };
    const pair: Pair = {
      offer: {
        ...{ ...none, ...times, ...lot, provider: "ada", pricePerUnit: 0n, verifierTerms: null },
        ...{ collateralPerUnit: 0n, minSeconds: 0n, minVerifySeconds: 0n, graceSeconds: 0n },
        ...{ lateSlashBps: 0n, noResultSlashBps: 0n, wrongSlashBps: 0n },
      },
      request: {
        ...{ ...none, ...times, ...lot, client: "cid", payer: NOBODY, maxPricePerUnit: 0n },
        ...{ tipPerUnit: 0n, verifierTerms: "terms", minCollateralPerUnit: 0n, verifySeconds: 0n },
        ...{ maxGraceSeconds: 0n, minLateSlashBps: 0n, minNoResultSlashBps: 0n },
        minWrongSlashBps: 0n,
      },
      ...{ units: 0n, pricePerUnit: 0n },
      signers: { offer: NOBODY, request: NOBODY, payer: NOBODY },
    };
    return {
      ...{ pair, firstUnit: 0n, units: 0n, collateral: 0n, matchedAt: 0n, graceUntil: 0n },
      ...{ deadline: 0n, finalAt: 0n, feeBps: 0n, poolPpm: 0n, ownBps: 0n },
      said: { status: 0n, units: 0n, slashBps: 0n },
    };
  }
}
