import { expect } from "chai";
import type { Signer } from "ethers";
import fc from "fast-check";

import { compare, placeReader, type View } from "./chain/reader";
import { secondOf, type Log, type Port } from "./chain/port";
import { deployAll } from "./chain/deploy";
import { Session } from "./chain/session";
import { News } from "./chain/news";
import { viewsOf } from "./chain/views";
import { foundingOf } from "./founding";
import type { PathStep } from "./paths";
import { BENCH_MOVES } from "./moves/bench";
import { Choices } from "./moves/choices";
import { JOB_MOVES } from "./moves/jobs";
import { LEASE_MOVES, leaseMoments } from "./moves/leases";
import type { Move, Plan } from "./moves/move";
import { STAKE_MOVES } from "./moves/stake";
import { VAULT_MOVES } from "./moves/vault";
import { World } from "./reference/world";

/** How often a kind of call went through, and how often it was refused. */
export interface Tally {
  done: number;
  refused: number;
}

/** Model and chain at the same point. */
interface Real {
  session: Session;
  views: readonly View[];
  news: News | undefined;
  /** The calls so far. */
  told: string[];
}

const PLANS: Record<string, Plan> = {
  ...VAULT_MOVES,
  ...STAKE_MOVES,
  ...BENCH_MOVES,
  ...JOB_MOVES,
  ...LEASE_MOVES,
};
export const KINDS = Object.keys(PLANS);
/** What a sequence is mostly about: kinds that bring about most there, drawn more often. */
const SUBJECTS: readonly (readonly string[])[] = [
  [
    ...["match", "match", "match", "match", "match", "match", "match", "match"],
    ...["decide", "decide", "decide", "settle", "settle", "settle", "settle", "expire", "expire"],
    ...["release", "release", "matchBatch", "settleBatch", "expireBatch", "withdraw", "approve"],
    ...["claimEarnings", "undelegate", "openPool", "slash", "delegate", "thaw"],
  ],
  [
    ...["open", "open", "open", "open", "open", "open", "open", "open", "openBatch", "openBatch"],
    ...["collect", "collect", "collect", "collect", "collect", "collect", "collectBatch"],
    ...["collectBatch", "collectBatch", "fundFloat", "fundFloat", "thawFloat", "thawFloat"],
    ...["withdrawFloat", "withdrawFloat", "withdrawFloat", "addReserve", "giveNotice"],
    ...["close", "close", "refundReserve", "refundReserve", "refundReserve"],
    ...["close", "giveNotice", "refundReserve", "refundReserve", "addReserve", "setLeaseFee"],
    ...["revokeVoucherSigner", "claimEarnings", "undelegate", "openPool", "approve"],
  ],
  [
    ...["lockFor", "lockFor", "lockFor", "lock", "lock", "shareEarnings", "shareEarnings"],
    ...["shareEarnings", "slash", "slash", "unlock", "slashLate", "delegate", "delegate"],
    ...["undelegate", "undelegate", "undelegate", "undelegate", "withdrawDelegated"],
    ...["withdrawDelegated", "claimEarnings", "claimEarnings", "thaw", "thaw", "thaw", "thaw"],
    ...["withdrawStake", "withdrawStake", "provision", "provision", "openPool"],
  ],
];
const SEED = 20_261_121;
/** Numbers that a call can be chosen by. */
const DRAWS = 32;
const DAY = 86_400n;
/** Mostly short, since much of what is agreed on is over in an hour. */
const WAITS = [...Array<bigint>(20).fill(1n), 60n, 299n, 1_800n, 3_601n, DAY, 14n * DAY];
/** What has to be waited for before a call can go through. */
const PATIENCE: Record<string, readonly bigint[]> = {
  withdrawStake: [28n * DAY],
  withdrawDelegated: [28n * DAY],
  expire: [3_600n, 3_601n, 3_601n, 3_601n],
  expireBatch: [3_601n],
  settle: [1n, 1n, 5_401n],
  withdrawFloat: [DAY, DAY, DAY - 1n],
};
/** Kinds whose answer changes at a second that can be told, which is sometimes waited for. */
const PUNCTUAL = new Set([
  ...["open", "openBatch", "collect", "collectBatch", "withdrawFloat", "addReserve", "close"],
  ...["giveNotice", "refundReserve"],
]);

/** How long is waited before a call: some time, or up to a second that matters to it, or the one after. */
function waitFor(kind: string, world: World, choices: Choices): bigint {
  const wait = choices.of(choices.isRare(2) ? (PATIENCE[kind] ?? WAITS) : WAITS);
  const outOf = kind === "refundReserve" ? 2 : 4;
  const moments = PUNCTUAL.has(kind) && choices.isRare(outOf) ? leaseMoments(world) : [];
  if (moments.length === 0) return wait;
  return choices.of(moments) - world.now + choices.of([0n, 1n]);
}

/** A voucher brings what it should, for one of the reasons that there are. */
function checkBrought(session: Session, { to, brought }: Move, logs: readonly Log[]): void {
  if (brought === undefined) return;
  const said = session.broughtIn(to, logs);
  const isAll = said.length === brought.length;
  const isRight = brought.every(
    ({ amount, reasons }, place) =>
      said[place]?.amount === amount && reasons.includes(said[place].reason),
  );
  if (isAll && isRight) return;
  const rules = brought.map(({ amount, reasons }) => `${amount} (${reasons.join(" or ")})`);
  const chain = said.map(({ amount, reason }) => `${amount} (${reason})`);
  throw new Error(`vouchers brought ${chain.join(", ")}, the rules: ${rules.join(", ")}`);
}

/** The items of a batch go through or fail one after the other, each as it would by itself. */
function checkItems(session: Session, { to, items }: Move, logs: readonly Log[]): void {
  if (items === undefined) return;
  const failures = session.failuresIn(to, logs);
  for (const [place, item] of items.entries()) {
    const { refusals, commit } = item();
    const failure = failures.get(place);
    if (failure === undefined && refusals.length === 0) commit();
    else if (failure === undefined || !refusals.includes(failure)) {
      throw new Error(`item ${place}: ${failure ?? "done"}, the rules: ${refusals.join(", ")}`);
    }
  }
}

/** Plays a call on both, and compares what became of it. */
async function play({ session, views, news }: Real, world: World, move: Move): Promise<boolean> {
  const { refusals, commit } = move.outcome;
  const receipt = await session.send(move, world.now);
  if (!receipt.isMined) {
    const error = session.errorIn(receipt.data);
    if (refusals.includes(error)) return false;
    throw new Error(`refused with ${error}, where the rules say ${refusals.join(", ") || "yes"}`);
  }
  if (refusals.length > 0) throw new Error(`went through, against ${refusals.join(", ")}`);
  commit();
  checkItems(session, move, receipt.logs);
  checkBrought(session, move, receipt.logs);
  await compare(session.port, [...views, ...(news?.views() ?? [])]);
  return true;
}

/** A step of a run. */
class Step implements fc.AsyncCommand<World, Real> {
  readonly #kind: string;
  readonly #drawn: readonly number[];
  readonly #tally: Map<string, Tally>;
  #said = "";

  constructor(kind: string, drawn: readonly number[], tally: Map<string, Tally>) {
    this.#kind = kind;
    this.#drawn = drawn;
    this.#tally = tally;
  }

  check(): boolean {
    return true;
  }

  async run(world: World, real: Real): Promise<void> {
    const choices = new Choices(this.#drawn);
    const wait = waitFor(this.#kind, world, choices);
    world.now += wait;
    const move = PLANS[this.#kind]?.(world, choices);
    if (move === undefined) throw new Error(`no call is called ${this.#kind}`);
    const args = JSON.stringify(move.args, (_, value: unknown) =>
      typeof value === "bigint" ? value.toString() : value,
    );
    this.#said = `+${wait}s ${move.from}: ${move.to}.${move.method}${args}`;
    // A step is run again while a failure shrinks, so what it did is told with the failure of that very run.
    real.told.push(this.#said);
    const isDone = await play(real, world, move).catch((cause: unknown) => {
      throw new Error(`after\n${real.told.join("\n")}`, { cause });
    });
    const tally = this.#tally.get(this.#kind) ?? { done: 0, refused: 0 };
    tally[isDone ? "done" : "refused"] += 1;
    this.#tally.set(this.#kind, tally);
  }

  toString(): string {
    return this.#said === "" ? this.#kind : this.#said;
  }
}

/** A chain on which everybody has what they need, to which every run goes back. */
export class Stage {
  readonly tally = new Map<string, Tally>();
  readonly #session: Session;
  readonly #base: bigint;
  #snapshot: unknown;

  private constructor(session: Session, base: bigint) {
    this.#session = session;
    this.#base = base;
  }

  static async open(port: Port, signer: Signer, chainId: bigint): Promise<Stage> {
    const session = new Session(port, await deployAll(signer, chainId));
    await placeReader(port);
    const stage = new Stage(session, await secondOf(port));
    const world = new World(stage.#base);
    world.now += 1n;
    for (const move of foundingOf(world)) {
      await play({ session, views: [], news: undefined, told: [] }, world, move);
      world.now += 1n;
    }
    await compare(port, viewsOf(session, world));
    stage.#snapshot = await port.request("evm_snapshot", []);
    return stage;
  }

  /** The model as it is after the founding. */
  #foundedWorld(): World {
    const world = new World(this.#base);
    world.now += 1n;
    for (const { outcome } of foundingOf(world)) {
      outcome.commit();
      world.now += 1n;
    }
    return world;
  }

  /** Draws sequences of calls and plays each from the founding on. */
  async run(options: { runs: number; seed: number; steps: number }): Promise<void> {
    const { runs, seed, steps } = options;
    const about = SUBJECTS.map((subject) => {
      const drawn = fc.array(fc.nat(719), { minLength: DRAWS, maxLength: DRAWS });
      const step = fc
        .tuple(fc.constantFrom(...KINDS, ...subject), drawn)
        .map(([kind, numbers]) => new Step(kind, numbers, this.tally));
      return fc.commands([step], { maxCommands: steps, size: "max" });
    });
    const property = fc.asyncProperty(fc.oneof(...about), async (calls) => {
      await fc.asyncModelRun(() => this.#setUp(), calls);
    });
    await fc.assert(property, { numRuns: runs, seed, endOnFailure: false });
  }

  /** Plays given calls from the founding on, each of which must go through or be refused as it says. */
  async follow(steps: readonly PathStep[]): Promise<void> {
    const { model: world, real } = await this.#setUp();
    for (const { wait, plan, isDone } of steps) {
      world.now += wait;
      const move = plan(world);
      const said = `${move.from}: ${move.method}`;
      expect(await play(real, world, move), said).to.equal(isDone);
    }
  }

  async #setUp(): Promise<{ model: World; real: Real }> {
    const { port } = this.#session;
    await port.request("evm_revert", [this.#snapshot]);
    this.#snapshot = await port.request("evm_snapshot", []);
    const model = this.#foundedWorld();
    const session = this.#session;
    const news = new News(session, model);
    return { model, real: { session, views: viewsOf(session, model), news, told: [] } };
  }
}

/** Calls that no rule forbids to anybody, and batches, of which only items are refused. */
const NEVER_REFUSED = [
  ...["cancelAll", "revokePayer", "collectFees", "decide"],
  ...["matchBatch", "settleBatch", "expireBatch", "openBatch", "collectBatch"],
  ...["cancelAllLeases", "revokeLeasePayer", "collectLeaseFees"],
];

/** Kinds of calls, of a hundred, that a run may leave undone or unrefused. */
const MOST_UNSEEN = 10;

/** Fails where many kinds of calls never went through or, though some may not, were never refused. */
export function checkCoverage(tally: ReadonlyMap<string, Tally>): void {
  const unseen = KINDS.filter((kind) => {
    const { done, refused } = tally.get(kind) ?? { done: 0, refused: 0 };
    return done === 0 || (refused === 0 && !NEVER_REFUSED.includes(kind));
  });
  const share = (100 * unseen.length) / KINDS.length;
  expect(share, `never done, or never refused: ${unseen.join(", ")}`).to.be.at.most(MOST_UNSEEN);
}

function numberIn(name: string, otherwise: number): number {
  const text = process.env[name]?.trim() ?? "";
  if (text === "") return otherwise;
  const number = Number(text);
  if (!Number.isSafeInteger(number)) throw new Error(`${name} is no whole number: ${text}`);
  return number;
}

/** How many sequences of which seed, as the environment or the test says. */
export function runsOf(runs: number): { runs: number; seed: number } {
  return { runs: numberIn("WEFT_MODEL_RUNS", runs), seed: numberIn("WEFT_MODEL_SEED", SEED) };
}
