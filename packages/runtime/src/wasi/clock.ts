import { ClockId, Errno, fault } from "./abi";

/** Where the virtual calendar starts: 2024-01-01T00:00:00Z, in nanoseconds. */
export const CLOCK_START = 1_704_067_200_000_000_000n;

const LATEST = (1n << 63n) - 1n;

/** A clock on which one unit of fuel is one nanosecond, and sleeping costs no time at all. */
export class VirtualClock {
  private slept = 0n;

  constructor(private readonly fuelUsed: () => bigint) {}

  /** Nanoseconds since the run began. */
  private get elapsed(): bigint {
    return this.fuelUsed() + this.slept;
  }

  now(id: number): bigint {
    if (id > ClockId.ThreadCpu) fault(Errno.Invalid);
    const time = id === ClockId.Realtime ? CLOCK_START + this.elapsed : this.elapsed;
    return time > LATEST ? LATEST : time;
  }

  /** Moves the clock on. */
  sleep(nanoseconds: bigint): void {
    const slept = this.slept + nanoseconds;
    this.slept = slept > LATEST ? LATEST : slept;
  }
}
