import { Draw, seeded, type Random } from "./random";

/**
 * How saboteurs behave. *independent*: each lies at its own discretion, and no two lies are equal. *colluding*: in a
 * share of the jobs all of them give the same wrong result. *patient*: they collude, know one another among the
 * replicas of a job and all records, and lie only where the first round will believe them.
 */
export type Sabotage = "independent" | "colluding" | "patient";

/** Who is there, and what they do. */
export interface Setting {
  providers: number;
  jobs: number;
  /** Share of the providers who are saboteurs. */
  share: number;
  sabotage: Sabotage;
  /** Share of the jobs, or of its own replicas, in which a saboteur lies. */
  rate: number;
  seed: number;
}

/** The right result; anything else is wrong. */
export const RIGHT = "right";
/** What all who collude say instead. */
export const LIE = "the lie";

/** In units of the price of a replica. */
export const MONEY = { price: 1, work: 0.6, collateral: 10, slashBps: 5_000 } as const;

export const SLASH = (MONEY.collateral * MONEY.slashBps) / 10_000;

/** What happened to all jobs of a run. */
export interface Tally {
  jobs: number;
  /** Jobs whose accepted result is wrong. */
  wrong: number;
  /** Replicas computed, or said to be, for all of them. */
  replicas: number;
  /** Tasks that ended void and were asked again. */
  voids: number;
  /** Jobs given up. */
  lost: number;
  saboteurs: { replicas: number; profit: number };
}

/** The providers of a run, and its books. Saboteurs are the first of them. */
export class World {
  readonly random: Random;
  readonly draw: Draw;
  readonly #saboteurs: number;
  readonly tally: Tally;
  #lies = 0;
  #isTarget = false;

  constructor(readonly setting: Setting) {
    this.random = seeded(setting.seed);
    this.draw = new Draw(setting.providers, this.random);
    this.#saboteurs = Math.round(setting.providers * setting.share);
    const saboteurs = { replicas: 0, profit: 0 };
    this.tally = { jobs: setting.jobs, wrong: 0, replicas: 0, voids: 0, lost: 0, saboteurs };
  }

  isSaboteur(provider: number): boolean {
    return provider < this.#saboteurs;
  }

  /** Begins a job: all who collude know whether it is one of those in which they lie. */
  startJob(): void {
    this.#isTarget = this.random() < this.setting.rate;
  }

  /**
   * What a provider says.
   *
   * @param isBelieved Whether a lie that all saboteurs of the first round tell is accepted with it.
   */
  resultOf(provider: number, isBelieved: boolean): string {
    if (!this.isSaboteur(provider)) return RIGHT;
    const { sabotage, rate } = this.setting;
    if (sabotage === "independent") return this.random() < rate ? `lie ${++this.#lies}` : RIGHT;
    return this.#isTarget && (sabotage === "colluding" || isBelieved) ? LIE : RIGHT;
  }

  /** Books a replica: computed, unless it lies; then paid, slashed or neither. */
  book(provider: number, result: string, end: "paid" | "slashed" | "void"): void {
    ++this.tally.replicas;
    if (!this.isSaboteur(provider)) return;
    const earned = { paid: MONEY.price, slashed: -SLASH, void: 0 }[end];
    this.tally.saboteurs.profit += earned - (result === RIGHT ? MONEY.work : 0);
    ++this.tally.saboteurs.replicas;
  }

  /** Books the result that a job ended with. */
  accept(result: string): void {
    if (result !== RIGHT) ++this.tally.wrong;
  }
}
