import { decideOf, jobCall } from "./moves/jobs";
import { collectOf, leaseCall } from "./moves/leases";
import type { Move } from "./moves/move";
import { LEASE_MARKET } from "./reference/leases";
import type { Job } from "./reference/jobs";
import { DAY } from "./reference/rules";
import { STAKE_VAULT } from "./reference/stake";
import type { LeaseTerms } from "./reference/terms";
import { BENCH, THAW_SECONDS, type World } from "./reference/world";

/** A call some seconds after the one before. */
export interface PathStep {
  wait: bigint;
  plan: (world: World) => Move;
  isDone: boolean;
}

/** Whose key signs vouchers. */
const KEY = "hot";
const GOLD = "gold";

function leaseAt({ openings }: World, place: 0 | 1): LeaseTerms {
  const opening = openings[place];
  if (opening === undefined) throw new Error("no lease was opened at the founding");
  return opening.lease;
}

const floated = (world: World): LeaseTerms => leaseAt(world, 0);
const reserved = (world: World): LeaseTerms => leaseAt(world, 1);

function jobOf({ jobs }: World): Job {
  const [job] = jobs.all;
  if (job === undefined) throw new Error("no job was matched at the founding");
  return job;
}

const close = (from: string) => (world: World) => {
  const outcome = world.leases.close(reserved(world), from, world.now);
  return leaseCall(world, "close", reserved(world), { from, outcome });
};

const refund = (from: string) => (world: World) => {
  const outcome = world.leases.refundReserve(reserved(world), from, world.now);
  return leaseCall(world, "refundReserve", reserved(world), { from, outcome });
};

const revokeSigner = (world: World): Move => {
  const from = floated(world).client;
  const outcome = world.leases.revokeVoucherSigner(floated(world), from, world.now);
  return leaseCall(world, "revokeVoucherSigner", floated(world), { from, outcome });
};

const collect = (amount: bigint) => (world: World) => {
  const lease = floated(world);
  return collectOf(world, "eve", lease, { lease, amount, signed: { by: KEY, lease, amount } });
};

const fund = (amount: bigint) => (world: World) => {
  const { client } = floated(world);
  return {
    ...{ from: client, to: LEASE_MARKET, method: "fundFloat", args: [client, GOLD, amount] },
    outcome: world.leases.floats.fund(client, client, GOLD, amount),
  };
};

const thawAll = (world: World): Move => {
  const { client } = floated(world);
  const { balance } = world.leases.floats.of(client, GOLD);
  return {
    ...{ from: client, to: LEASE_MARKET, method: "thawFloat", args: [GOLD, balance] },
    outcome: world.leases.floats.thaw(client, GOLD, balance, world.now),
  };
};

const withdrawFloat = (world: World): Move => {
  const { client } = floated(world);
  return {
    ...{ from: "fay", to: LEASE_MARKET, method: "withdrawFloat", args: [client, GOLD] },
    outcome: world.leases.floats.withdraw(client, GOLD, world.now),
  };
};

const withdrawStake = (world: World): Move => ({
  ...{ from: "fay", to: STAKE_VAULT, method: "withdraw", args: ["bob", BENCH] },
  outcome: world.stakes.withdraw("bob", BENCH, world.now),
});

const accept = (world: World): Move => {
  const said = { status: 2n, units: 1n, slashBps: 0n };
  return decideOf(world, jobOf(world), said);
};

const settle = (world: World): Move => {
  const outcome = world.jobs.settle(jobOf(world), world.now);
  return jobCall(world, "settle", jobOf(world), { from: "eve", outcome });
};

const COLLECT_SECONDS = 3_600n;

/** What random sequences seldom come upon, as calls of its own, from what everybody has at the founding. */
export const PATHS: Record<string, readonly PathStep[]> = {
  "of two requests that are ready, the second waits for stake the first took": [
    { wait: THAW_SECONDS, plan: withdrawStake, isDone: true },
    { wait: 1n, plan: withdrawStake, isDone: false },
  ],
  "a lease is closed by its client and by no stranger": [
    { wait: 1n, plan: close("eve"), isDone: false },
    { wait: 1n, plan: close("ada"), isDone: false },
    { wait: 1n, plan: close("cid"), isDone: true },
  ],
  "a reserve is refunded after the last second to collect": [
    { wait: 1n, plan: close("cid"), isDone: true },
    { wait: COLLECT_SECONDS - 1n, plan: refund("cid"), isDone: false },
    { wait: 1n, plan: refund("eve"), isDone: false },
    { wait: 1n, plan: refund("eve"), isDone: true },
  ],
  "a request for a float does not reach money that comes in later": [
    { wait: 1n, plan: thawAll, isDone: true },
    { wait: 1n, plan: collect(1_000_001n), isDone: true },
    { wait: 1n, plan: fund(1_500_003n), isDone: true },
    { wait: DAY, plan: withdrawFloat, isDone: true },
    { wait: DAY, plan: withdrawFloat, isDone: false },
  ],
  "a signer's vouchers are good for the last second after its revocation": [
    { wait: 1n, plan: revokeSigner, isDone: true },
    { wait: COLLECT_SECONDS, plan: collect(1_000_001n), isDone: true },
    { wait: 1n, plan: collect(1_000_002n), isDone: false },
  ],
  "the fee of a job is rounded down": [
    { wait: 1n, plan: accept, isDone: true },
    { wait: 1n, plan: settle, isDone: true },
  ],
};
