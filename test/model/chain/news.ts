import type { Job } from "../reference/jobs";
import { keyOf, type Pair } from "../reference/orders";
import { JOBS, type World } from "../reference/world";
import { insolvencyView, leaseNames, leaseViews, purseOf } from "./leaseViews";
import type { View } from "./reader";
import type { Session } from "./session";

/** Questions about what came to be in a run: where jobs and leases stand, and how far each order is filled. */
export class News {
  readonly #session: Session;
  readonly #world: World;
  readonly #views: View[] = [];
  /** For how long purses last, by purse. */
  readonly #purses = new Map<string, View>();
  #asked = 0;
  #jobs = 0;
  #pairs = 0;
  #openings = 0;

  constructor(session: Session, world: World) {
    this.#session = session;
    this.#world = world;
  }

  /** For how long a purse lasts takes long to find out, so of one purse at a time. */
  views(): readonly View[] {
    const named = this.#openings;
    const { jobs, pairs, openings } = this.#world;
    for (; this.#jobs < jobs.all.length; this.#jobs++) this.#addJob(jobs.all[this.#jobs]);
    for (; this.#pairs < pairs.length; this.#pairs++) this.#addPair(pairs[this.#pairs]);
    for (; this.#openings < openings.length; this.#openings++) this.#addOpening(this.#openings);
    const names = openings.slice(named).flatMap(({ lease }) => leaseNames(this.#session, lease));
    const purses = [...this.#purses.values()];
    const purse = purses.length === 0 ? undefined : purses[this.#asked++ % purses.length];
    return [...this.#views, ...names, ...(purse === undefined ? [] : [purse])];
  }

  #addJob(job: Job | undefined): void {
    if (job === undefined) return;
    const struct = this.#session.papers.job(job);
    const status = () => [this.#world.jobs.statusOf(job)];
    this.#views.push(this.#session.view(JOBS, "statusOf", [struct], status));
  }

  #addPair(pair: Pair | undefined): void {
    if (pair === undefined) return;
    const digests = this.#session.papers.digestsOf(pair);
    const { filled } = this.#world.jobs;
    for (const side of ["offer", "request"] as const) {
      const key = keyOf(pair[side]);
      const units = () => [filled.get(key)];
      this.#views.push(this.#session.view(JOBS, "filledOf", [digests[side]], units));
    }
  }

  #addOpening(place: number): void {
    const lease = this.#world.openings[place]?.lease;
    if (lease === undefined) return;
    const others = this.#world.openings.slice(0, place).map((opening) => opening.lease);
    if (others.some((other) => keyOf(other) === keyOf(lease))) return;
    this.#views.push(...leaseViews(this.#session, this.#world, lease));
    const purse = purseOf(lease);
    const sharing = others.filter((other) => purseOf(other) === purse);
    this.#purses.set(purse, insolvencyView(this.#session, this.#world, [lease, ...sharing]));
  }
}
