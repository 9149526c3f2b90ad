import {
  credibleGroup,
  isBlindRoundFull,
  mayBeCredible,
  seeingWeightOf,
  weightOf,
  type Job,
  type QuorumTerms,
} from "@weft/sdk";

import { Verdict } from "./market-actions";

/** What a replica has left after the reveals of others that it is refused for. */
export const SPARE_SECONDS = 900;

interface ModelReplica {
  provider: string;
  weightBits: number;
  /** What it revealed. */
  root?: string;
  isSilent: boolean;
}

/** A task as the documentation tells it, without a thought for storage. Times are unix seconds. */
export class QuorumModel {
  readonly #terms: QuorumTerms;
  readonly #replicas = new Map<number, ModelReplica>();
  #isOpen = false;
  #until = 0;

  constructor(terms: QuorumTerms) {
    this.#terms = terms;
  }

  /** Whether a commitment goes through. */
  canCommit(job: Job, time: number): boolean {
    this.#advance(time);
    const isTaken = this.#replicas.has(Number(job.firstUnit));
    const isThere = [...this.#replicas.values()].some(({ provider }) => provider === job.provider);
    const hasTime = this.#until + SPARE_SECONDS <= job.deadline;
    const isWanted = !this.#isRevealing(time) || !hasTime || !this.#mayAgree();
    return time <= job.deadline && !this.#isOver(time) && isWanted && !isTaken && !isThere;
  }

  commit(job: Job, agreed: number, time: number): void {
    this.#advance(time);
    if (this.#isIdle(time)) {
      this.#until = time + this.#terms.revealSeconds;
      for (const replica of this.#unrevealed()) replica.isSilent = true;
    }
    const opensAt = job.matchedAt + this.#terms.commitSeconds;
    if (!this.#isOpen) {
      this.#until = this.#replicas.size === 0 ? opensAt : Math.min(this.#until, opensAt);
    }
    const weightBits = this.#isOpen ? seeingWeightOf(agreed) : weightOf(agreed);
    const replica = { provider: job.provider, weightBits, isSilent: false };
    this.#replicas.set(Number(job.firstUnit), replica);
    const weights = [...this.#replicas.values()].map((each) => each.weightBits);
    if (!this.#isOpen && isBlindRoundFull(weights, this.#terms)) {
      this.#isOpen = true;
      this.#until = time + this.#terms.revealSeconds;
    }
  }

  /** Whether a reveal goes through. */
  canReveal(job: Job, time: number): boolean {
    this.#advance(time);
    const replica = this.#replicas.get(Number(job.firstUnit));
    if (replica === undefined || replica.isSilent || replica.root !== undefined) return false;
    return this.#isOpen && time <= this.#until;
  }

  reveal(job: Job, root: string, time: number): void {
    this.#advance(time);
    const replica = this.#replicas.get(Number(job.firstUnit));
    if (replica !== undefined) replica.root = root;
    if (this.#unrevealed().length === 0) this.#until = time;
  }

  verdict(job: Job, time: number): { status: bigint; units: bigint; slashBps: bigint } {
    const say = (status: bigint, units = 0n, slashBps = 0) => ({
      status,
      units,
      slashBps: BigInt(slashBps),
    });
    this.#advance(time);
    const replica = this.#replicas.get(Number(job.firstUnit));
    const winner = this.#winner(time);
    if (replica === undefined) {
      const endedAt = this.#until + (winner === undefined ? this.#terms.commitSeconds : 0);
      return say(this.#isOver(time) && endedAt <= job.deadline ? Verdict.Void : Verdict.NoResult);
    }
    if (replica.root === undefined) {
      if (!replica.isSilent && !this.#isIdle(time)) return say(Verdict.Pending);
      const { silentSlashBps } = this.#terms;
      if (silentSlashBps !== 0) return say(Verdict.Rejected, 0n, silentSlashBps);
      return say(time > job.deadline ? Verdict.NoResult : Verdict.Pending);
    }
    if (!this.#isOver(time)) return say(Verdict.Pending);
    if (winner === undefined) return say(Verdict.Void);
    if (winner === replica.root) return say(Verdict.Accepted, 1n);
    return say(Verdict.Rejected, 0n, this.#terms.slashBps);
  }

  #advance(time: number): void {
    if (this.#isOpen || this.#replicas.size === 0 || time <= this.#until) return;
    this.#isOpen = true;
    this.#until += this.#terms.revealSeconds;
  }

  #unrevealed(): ModelReplica[] {
    return [...this.#replicas.values()].filter((each) => !each.isSilent && each.root === undefined);
  }

  #isIdle(time: number): boolean {
    return this.#isOpen && (this.#unrevealed().length === 0 || time > this.#until);
  }

  #winner(time: number): string | undefined {
    if (!this.#isIdle(time)) return undefined;
    return credibleGroup(this.#revealed(), this.#terms)?.root;
  }

  #revealed(): { root: string; weightBits: number }[] {
    return [...this.#replicas.values()].flatMap(({ root, weightBits }) =>
      root === undefined ? [] : [{ root, weightBits }],
    );
  }

  #isRevealing(time: number): boolean {
    return this.#isOpen && !this.#isIdle(time);
  }

  #mayAgree(): boolean {
    const weights = this.#unrevealed().map(({ weightBits }) => weightBits);
    return mayBeCredible(this.#revealed(), weights, this.#terms);
  }

  #isOver(time: number): boolean {
    if (!this.#isIdle(time)) return false;
    if (this.#winner(time) !== undefined || this.#replicas.size === this.#terms.cap) return true;
    return time > this.#until + this.#terms.commitSeconds;
  }
}
