import type { Time } from "../../../packages/sdk/src";

/** Time that passes by being waited for, and no other way. */
export class VirtualTime implements Time {
  #now = 0;

  now(): number {
    return this.#now;
  }

  async pause(milliseconds: number): Promise<void> {
    this.#now += milliseconds;
    await Promise.resolve();
  }
}
