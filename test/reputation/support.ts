import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/signers";
import { eventIn, packResources } from "@weft/sdk";
import { expect } from "chai";
import type { TransactionResponse } from "ethers";
import { ethers } from "hardhat";

import type { ReportingMarketMock, Reputation } from "../../typechain-types";
import { Status } from "../support/market-actions";
import { timestampOf } from "../support/time";

export const WAD = 10n ** 18n;
/** A WEFT, in units of weight. */
export const WEFT_WEIGHT = 10n ** 9n;
export const MAX_WEIGHT = 2n ** 56n - 1n;
export const HALF_LIFE = 90n * 86_400n;
export const WEEK = 7n * 86_400n;
export const PRIOR_GOOD = WEFT_WEIGHT;
export const PRIOR_BAD = 3n * WEFT_WEIGHT;

export const H100 = packResources({ gpuModels: ["nvidia-h100-sxm"] });
export const H100_BIT = (H100 >> 16n) & (2n ** 64n - 1n);

/** Digits of the exact reckoning. */
const PRECISION = 2n ** 256n;

/** `2^(-elapsed / halfLife)` in 2^256ths, by the whole series of `e^-y`: good to 2^-240. */
export function exactFactor(elapsed: bigint, halfLife = HALF_LIFE): bigint {
  const y = ((elapsed % halfLife) * lnTwo()) / halfLife;
  let [sum, term] = [PRECISION, PRECISION];
  for (let k = 1n; term !== 0n; k++) {
    term = (term * y) / (PRECISION * k);
    sum += k % 2n === 0n ? term : -term;
  }
  return sum >> (elapsed / halfLife);
}

/** `ln 2 = sum of 1 / (k 2^k)`, in 2^256ths. */
function lnTwo(): bigint {
  let sum = 0n;
  for (let k = 1n; k < 300n; k++) sum += PRECISION / (k * 2n ** k);
  return sum;
}

/** A record, reckoned apart from the contract. */
export interface Model {
  good: bigint;
  bad: bigint;
  at: bigint;
  late: bigint;
  wrong: bigint;
  voided: bigint;
}

export const NO_RECORD: Model = { good: 0n, bad: 0n, at: 0n, late: 0n, wrong: 0n, voided: 0n };

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);

/** What is left of a record at a time, exactly but for the last digit. */
export function fadedModel(model: Model, at: bigint): Model {
  if (at <= model.at) return model;
  const left = exactFactor(at - model.at);
  return {
    ...model,
    good: (model.good * left) / PRECISION,
    bad: (model.bad * left + PRECISION - 1n) / PRECISION,
    at,
  };
}

/** What a job does to a record. */
export function grownModel(model: Model, end: bigint, weight: bigint, at: bigint): Model {
  const now = { ...fadedModel(model, at), at };
  const worse = (by: bigint) => least(now.bad + by * weight, MAX_WEIGHT);
  switch (end) {
    case Status.Accepted:
      return { ...now, good: least(now.good + weight, MAX_WEIGHT) };
    case Status.Rejected: {
      const good = now.good > 64n * weight ? now.good - 64n * weight : 0n;
      return { ...now, good, bad: worse(64n), wrong: least(now.wrong + 1n, 65_535n) };
    }
    case Status.NoResult:
      return { ...now, bad: worse(8n), late: least(now.late + 1n, 65_535n) };
    case Status.ReleasedLate:
      return { ...now, bad: worse(4n), late: least(now.late + 1n, 65_535n) };
    default:
      return { ...now, voided: least(now.voided + 1n, 65_535n) };
  }
}

export function scoreOf({ good, bad }: Pick<Model, "good" | "bad">): bigint {
  return ((PRIOR_GOOD + good) * WAD) / (PRIOR_GOOD + good + PRIOR_BAD + bad);
}

/** The chain cuts its series short: at most this much of a weight. */
export function assertClose(actual: bigint, expected: bigint): void {
  const gap = actual > expected ? actual - expected : expected - actual;
  expect(gap <= expected / 10n ** 10n + 2n, `${actual} is not near ${expected}`).to.equal(true);
}

/** A market that anyone tells what to record, one source of it, and its people. */
export interface RecordWorld {
  reputation: Reputation;
  market: ReportingMarketMock;
  owner: HardhatEthersSigner;
  provider: HardhatEthersSigner;
  other: HardhatEthersSigner;
  stranger: HardhatEthersSigner;
  token: string;
  verifier: string;
}

/** Fixture: a fee of one base unit of the token weighs one base unit of WEFT. */
export async function deployRecords(): Promise<RecordWorld> {
  const [, owner, provider, other, stranger] = await ethers.getSigners();
  if (!owner || !provider || !other || !stranger) throw new Error("too few accounts");
  const reputation = await ethers.deployContract("Reputation", [owner]);
  const market = await ethers.deployContract("ReportingMarketMock", [reputation]);
  const token = ethers.Wallet.createRandom().address;
  const verifier = ethers.Wallet.createRandom().address;
  await reputation.connect(owner).setRate(market, verifier, token, WAD);
  return { reputation, market, owner, provider, other, stranger, token, verifier };
}

export interface Entry {
  provider: string;
  token: string;
  verifier: string;
  needs: bigint;
  end: bigint;
  /** In token base units. */
  fee: bigint;
}

/** A job's end, as the market tells it: accepted, with a fee of one WEFT, unless said otherwise. */
export function tell(world: RecordWorld, entry: Partial<Entry> = {}): Promise<TransactionResponse> {
  const { market, provider, token, verifier } = world;
  return market.record(
    entry.provider ?? provider.address,
    entry.token ?? token,
    entry.verifier ?? verifier,
    entry.needs ?? 0n,
    entry.end ?? Status.Accepted,
    entry.fee ?? WAD,
  );
}

/** Gas of the market's call, once it is asserted that it did not fail. */
export async function gasOf(world: RecordWorld, tx: TransactionResponse): Promise<bigint> {
  const receipt = await tx.wait();
  if (receipt === null) throw new Error("the transaction is in no block");
  const { market } = world;
  const called = eventIn(receipt, await market.getAddress(), market.getEvent("Called"));
  expect(called.isOk, "the call went through").to.equal(true);
  return called.gasUsed;
}

/** Tells of a job's end, and asserts that the record is what the model says. */
export async function grow(
  world: RecordWorld,
  model: Model,
  entry: Partial<Entry> = {},
): Promise<Model> {
  const { reputation, provider } = world;
  const tx = await tell(world, entry);
  await gasOf(world, tx);
  const weight = least((entry.fee ?? WAD) / WEFT_WEIGHT, MAX_WEIGHT);
  const expected = grownModel(model, entry.end ?? Status.Accepted, weight, await timestampOf(tx));
  const word = await reputation.wordOf(
    entry.provider ?? provider,
    ((entry.needs ?? 0n) >> 16n) & (2n ** 64n - 1n),
  );
  const actual = unpacked(word);
  assertClose(actual.good, expected.good);
  assertClose(actual.bad, expected.bad);
  expect({ ...actual, good: 0n, bad: 0n }).to.deep.equal({ ...expected, good: 0n, bad: 0n });
  return actual;
}

/** The fields of a stored word. */
export function unpacked(word: bigint): Model {
  const field = (from: bigint, bits: bigint): bigint => (word >> from) & (2n ** bits - 1n);
  return {
    good: field(0n, 56n),
    bad: field(56n, 56n),
    at: field(112n, 40n),
    late: field(152n, 16n),
    wrong: field(168n, 16n),
    voided: field(184n, 16n),
  };
}
