import { time } from "@nomicfoundation/hardhat-network-helpers";
import type { Job } from "@weft/sdk";

import type { World } from "./deploy";
import { expire, release, settle, Status, Verdict } from "./market-actions";

/** A way for a job to end. */
export interface Exit {
  name: string;
  status: bigint;
  end: (world: World, job: Job) => Promise<void>;
}

/** Ends a job by a verdict. */
function verdictExit(
  name: string,
  [verdict, units, slashBps]: readonly [verdict: bigint, units: bigint, slashBps: bigint],
  status: bigint,
): Exit {
  return {
    name,
    status,
    end: async (world, job) => {
      await world.verifier.setVerdict(verdict, units, slashBps);
      const paidUnits = units < job.units ? units : job.units;
      const slash = slashBps < 10_000n ? slashBps : 10_000n;
      await settle(world, job, {
        status,
        units: status === Status.Accepted ? paidUnits : 0n,
        slashBps: status === Status.Rejected ? slash : 0n,
      });
    },
  };
}

/** Every way for a job to end. */
export const EXITS: readonly Exit[] = [
  verdictExit("Accepted in full", [Verdict.Accepted, 2n ** 64n - 1n, 0n], Status.Accepted),
  verdictExit("Accepted in part", [Verdict.Accepted, 3n, 9_999n], Status.Accepted),
  verdictExit("Accepted for no unit", [Verdict.Accepted, 0n, 0n], Status.Accepted),
  verdictExit("Rejected without slash", [Verdict.Rejected, 10n, 0n], Status.Rejected),
  verdictExit("Rejected with part of the collateral", [Verdict.Rejected, 0n, 1n], Status.Rejected),
  verdictExit("Rejected with all the collateral", [Verdict.Rejected, 0n, 10_000n], Status.Rejected),
  verdictExit("Rejected with more than all", [Verdict.Rejected, 0n, 65_535n], Status.Rejected),
  verdictExit("Void by verdict", [Verdict.Void, 10n, 10_000n], Status.Void),
  {
    name: "Void by time",
    status: Status.Void,
    end: async (world, job) => {
      await world.verifier.setVerdict(Verdict.Pending, 10n, 10_000n);
      await time.increaseTo(job.finalAt);
      await settle(world, job, { status: Status.Void, units: 0n, slashBps: 0n });
    },
  },
  {
    name: "NoResult",
    status: Status.NoResult,
    end: async (world, job) => {
      await world.verifier.setVerdict(Verdict.NoResult, 10n, 10_000n);
      await time.increaseTo(job.deadline);
      await expire(world, job);
    },
  },
  {
    name: "Released",
    status: Status.Released,
    end: async (world, job) => {
      await world.verifier.setVerdict(Verdict.NoResult, 10n, 10_000n);
      await release(world, job, Status.Released);
    },
  },
  {
    name: "ReleasedLate",
    status: Status.ReleasedLate,
    end: async (world, job) => {
      await world.verifier.setVerdict(Verdict.NoResult, 10n, 10_000n);
      await time.increaseTo(job.graceUntil);
      await release(world, job, Status.ReleasedLate);
    },
  },
];
