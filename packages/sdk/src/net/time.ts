import { pause } from "./pause";

/** Time as whoever waits has it. */
export interface Time {
  /** Milliseconds since some moment; never fewer than before. */
  now(): number;
  /** Waits; no longer than the signal lets it. */
  pause(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** By a clock that nobody sets while it is waited for. */
export const MACHINE_TIME: Time = { now: () => performance.now(), pause };
