import { CHARGED_IN_ADVANCE_MAX, CHARGED_IN_PLACE_FROM } from "./costs";

/** A charge of `cost` units to be inserted before the byte at `at`. */
export interface Charge {
  readonly at: number;
  readonly cost: number;
}

/** The code of a function or loop body that is not inside a loop nested in it. */
export interface Region {
  readonly head: number;
  cost: number;
  advanced: number;
  isOpen: boolean;
}

/**
 * Divides a function's instructions into stretches of straight code and decides where each is
 * charged. Control enters a stretch only at its start, and passes the head of a region at least
 * once for every time it passes a stretch of that region; so nothing runs that was not charged,
 * and no endless loop avoids a charge.
 */
export class ChargePlan {
  private readonly charges: Charge[] = [];
  private readonly regions: Region[] = [];
  private region: Region;
  private start: number;
  private cost: number;

  constructor(head: number, entryCost: number) {
    this.region = this.openRegion(head);
    this.start = head;
    this.cost = entryCost;
  }

  private openRegion(head: number): Region {
    const region = { head, cost: 0, advanced: 0, isOpen: false };
    this.regions.push(region);
    return region;
  }

  get current(): Region {
    return this.region;
  }

  add(cost: number): void {
    this.cost += cost;
  }

  /** Ends the current stretch; the next starts at `next`, in `region`. */
  cut(next: number, region: Region = this.region): void {
    this.settle();
    this.region = region;
    this.start = next;
  }

  /** Ends the current stretch before a loop whose body starts at `head`. */
  enterLoop(head: number): void {
    this.settle();
    this.region = this.openRegion(head);
    this.start = head;
  }

  private settle(): void {
    const { region, cost, start } = this;
    this.cost = 0;
    if (!region.isOpen) {
      region.isOpen = true;
      region.cost += cost;
    } else if (cost === 0) {
      return;
    } else if (cost < CHARGED_IN_PLACE_FROM && region.advanced + cost <= CHARGED_IN_ADVANCE_MAX) {
      region.cost += cost;
      region.advanced += cost;
    } else {
      this.charges.push({ at: start, cost });
    }
  }

  /** All charges, in the order of their places. */
  finish(): Charge[] {
    this.settle();
    for (const { head, cost } of this.regions) {
      if (cost > 0) this.charges.push({ at: head, cost });
    }
    return this.charges.sort((a, b) => a.at - b.at);
  }
}
