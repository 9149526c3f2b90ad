import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";

import { waitForCredits } from "../support/credits";
import { Random } from "../support/random";
import {
  assertConservation,
  deployStake,
  readProvision,
  readThaws,
  WEFT,
  type Provision,
  type StakeWorld,
} from "../support/stake";
import {
  claim,
  lock,
  provision,
  slash,
  thaw,
  unlock,
  withdraw,
  type Pair,
} from "../support/stake-actions";
import { DAY, now } from "../support/time";

const SEED = 2026;
const STEPS = 300;
/** So many successes of each action prove that the sequence exercises it. */
const LEAST_PER_ACTION = 10;

const ACTION_NAMES = [
  "provision",
  "lock",
  "unlock",
  "slash",
  "slashAll",
  "thaw",
  "withdraw",
  "claim",
  "wait",
] as const;

type Action = (typeof ACTION_NAMES)[number];

/** How often each is drawn: often enough that locks and thaws meet. */
const WEIGHTS: Readonly<Record<Action, number>> = {
  provision: 2,
  lock: 4,
  unlock: 2,
  slash: 2,
  slashAll: 2,
  thaw: 2,
  withdraw: 2,
  claim: 2,
  wait: 2,
};

const ACTIONS: readonly Action[] = ACTION_NAMES.flatMap((name) =>
  Array.from({ length: WEIGHTS[name] }, () => name),
);

/** A pseudo-random life of two providers at two markets, every step of which is checked by a model. */
class Sequence {
  readonly done = new Map<Action, number>();
  readonly pairs: readonly Pair[];
  /** What each provision must hold: what was put in, less what was slashed and what its provider got out. */
  readonly books = new Map<Pair, bigint>();

  constructor(
    readonly world: StakeWorld,
    readonly random: Random,
  ) {
    const { provider, otherProvider, market, otherMarket } = world;
    this.pairs = [provider, otherProvider].flatMap((staker) =>
      [market, otherMarket].map((commander) => ({ provider: staker, market: commander })),
    );
  }

  async stateOf({ provider, market }: Pair): Promise<Provision> {
    return readProvision(this.world, provider.address, await market.getAddress());
  }

  /** An amount in [1, limit], often an extreme one. */
  amountUpTo(limit: bigint): bigint {
    return this.random.pick([1n, limit, 1n + this.random.upTo(limit - 1n)]);
  }

  /** Draws until something can be done; waiting always can. */
  async step(): Promise<void> {
    let action = this.random.pick(ACTIONS);
    while (!(await this.tryTo(action, this.random.pick(this.pairs)))) {
      action = this.random.pick(ACTIONS);
    }
    this.done.set(action, (this.done.get(action) ?? 0) + 1);
  }

  /** Whether the action was possible in this state, and done. */
  private async tryTo(action: Action, pair: Pair): Promise<boolean> {
    const { world, random } = this;
    const { active, locked, thawing } = await this.stateOf(pair);
    const free = active > locked ? active - locked : 0n;
    switch (action) {
      case "provision": {
        const balance = await world.token.balanceOf(pair.provider);
        if (balance < WEFT) return false;
        const amount = this.amountUpTo(random.pick([balance, 7n, WEFT]));
        await provision(world, pair, amount);
        this.book(pair, amount);
        return true;
      }
      case "lock":
        if (free === 0n) return false;
        await lock(world, pair, this.amountUpTo(free));
        return true;
      case "unlock":
        if (locked === 0n) return false;
        await unlock(world, pair, this.amountUpTo(locked));
        return true;
      case "slash":
      case "slashAll": {
        if (locked === 0n) return false;
        const taken = action === "slashAll" ? locked : this.amountUpTo(locked);
        const amount = action === "slashAll" ? taken : this.amountUpTo(taken);
        const recipient = random.pick([world.client, world.stranger, pair.provider]);
        await slash(world, pair, { locked: taken, amount, recipient });
        this.book(pair, -amount);
        return true;
      }
      case "thaw":
        if (active === 0n) return false;
        await thaw(world, pair, this.amountUpTo(active));
        return true;
      case "withdraw":
        return thawing !== 0n && this.tryToWithdraw(pair);
      case "claim": {
        const account = random.pick([world.client, world.stranger, pair.provider]);
        const [due, nextAt] = await world.stakeVault.claimOf(account);
        if (due === 0n || nextAt !== 0n) return false;
        await claim(world, account, world.stranger);
        return true;
      }
      case "wait":
        await time.increase(1n + random.upTo(20n * DAY));
        return true;
    }
  }

  private async tryToWithdraw(pair: Pair): Promise<boolean> {
    const at = (await now()) + 1n;
    const { active, locked, thawing, thawRound, thawingShares, firstThaw } =
      await this.stateOf(pair);
    const marketAt = await pair.market.getAddress();
    const thaws = await readThaws(this.world, pair.provider.address, marketAt);
    const oldest = thaws[Number(firstThaw)];
    if (oldest === undefined) return false;
    const isVoid = oldest.round !== thawRound;
    const value = isVoid ? 0n : (oldest.shares * thawing) / thawingShares;
    if (!isVoid && (oldest.readyAt > at || active + thawing < locked + value)) return false;
    this.book(pair, -(await withdraw(this.world, pair, at)));
    return true;
  }

  private book(pair: Pair, change: bigint): void {
    this.books.set(pair, (this.books.get(pair) ?? 0n) + change);
  }

  async assertSound(): Promise<void> {
    await assertConservation(this.world);
    for (const pair of this.pairs) {
      const { active, locked, thawing, thawingShares } = await this.stateOf(pair);
      expect(locked, "locked").to.be.lessThanOrEqual(active + thawing);
      expect(thawing, "thawing").to.be.lessThanOrEqual(thawingShares);
      expect(active + thawing, "held").to.equal(this.books.get(pair) ?? 0n);
      expect(thawing === 0n, "no stake thaws").to.equal(thawingShares === 0n);
    }
  }

  /** The markets let go and everybody takes out what is his. */
  async leave(): Promise<void> {
    for (const pair of this.pairs) {
      const { active, locked } = await this.stateOf(pair);
      if (locked !== 0n) await unlock(this.world, pair, locked);
      if (active !== 0n) await thaw(this.world, pair, active);
    }
    for (const pair of this.pairs) {
      const { firstThaw, nextThaw } = await this.stateOf(pair);
      if (firstThaw === nextThaw) continue;
      this.book(pair, -(await withdraw(this.world, pair, (await now()) + 30n * DAY)));
    }
    const { client, stranger, provider, otherProvider, stakeVault } = this.world;
    await waitForCredits();
    for (const account of [client, stranger, provider, otherProvider]) {
      if ((await stakeVault.creditOf(account)) !== 0n) await claim(this.world, account, stranger);
    }
  }
}

describe("StakeVault over a pseudo-random life", () => {
  it(`stays sound at each of ${STEPS} steps, and everybody leaves with all of it`, async () => {
    const world = await loadFixture(deployStake);
    const sequence = new Sequence(world, new Random(SEED));
    for (let i = 0; i < STEPS; i += 1) {
      await sequence.step();
      await sequence.assertSound();
    }
    for (const action of ACTION_NAMES) {
      expect(sequence.done.get(action), action).to.be.greaterThanOrEqual(LEAST_PER_ACTION);
    }
    await sequence.leave();
    await sequence.assertSound();
    expect(await world.token.balanceOf(world.stakeVault)).to.equal(0n);
  });
});
