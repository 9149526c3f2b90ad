import { getAddress, keccak256, solidityPacked } from "ethers";
import {
  type Attestation,
  type Job,
  type Offer,
  type Request,
  VerdictStatus,
} from "../../../packages/sdk/src";

/** Pseudo-random values from a seed: the same in every run, with the bounds of types far too often. */
export class Random {
  readonly #seed: string;
  #count = 0;

  constructor(seed: string) {
    this.#seed = seed;
  }

  word(): bigint {
    this.#count += 1;
    return BigInt(keccak256(solidityPacked(["string", "uint256"], [this.#seed, this.#count])));
  }

  below(limit: number): number {
    return Number(this.word() % BigInt(limit));
  }

  uint(bits: number): bigint {
    const max = (1n << BigInt(bits)) - 1n;
    const bounds = [0n, max, 1n, max - 1n, 1n << BigInt(bits - 1)];
    return bounds[this.below(10)] ?? this.word() & max;
  }

  number(bits: number): number {
    return Number(this.uint(bits));
  }

  bytes32(): string {
    return `0x${this.uint(256).toString(16).padStart(64, "0")}`;
  }

  address(): string {
    return getAddress(`0x${this.uint(160).toString(16).padStart(40, "0")}`);
  }

  offer(): Offer {
    return {
      provider: this.address(),
      token: this.address(),
      pricePerUnit: this.uint(256),
      resources: this.uint(256),
      verifications: Array.from({ length: this.below(4) }, () => ({
        verifier: this.address(),
        terms: this.bytes32(),
      })),
      condition: this.address(),
      conditionData: this.bytes32(),
      venue: this.address(),
      units: this.uint(64),
      minUnits: this.uint(64),
      collateralPerUnit: this.uint(96),
      minSeconds: this.number(32),
      minVerifySeconds: this.number(32),
      maxSeconds: this.number(32),
      graceSeconds: this.number(32),
      lateSlashBps: this.number(16),
      noResultSlashBps: this.number(16),
      wrongSlashBps: this.number(16),
      expiry: this.number(40),
      nonce: this.uint(64),
    };
  }

  request(): Request {
    return {
      client: this.address(),
      payer: this.address(),
      beneficiary: this.address(),
      token: this.address(),
      maxPricePerUnit: this.uint(256),
      tipPerUnit: this.uint(256),
      needs: this.uint(256),
      spec: this.bytes32(),
      verifier: this.address(),
      verifierTerms: this.bytes32(),
      condition: this.address(),
      conditionData: this.bytes32(),
      venue: this.address(),
      units: this.uint(64),
      minUnits: this.uint(64),
      minCollateralPerUnit: this.uint(96),
      maxSeconds: this.number(32),
      verifySeconds: this.number(32),
      maxGraceSeconds: this.number(32),
      minLateSlashBps: this.number(16),
      minNoResultSlashBps: this.number(16),
      minWrongSlashBps: this.number(16),
      expiry: this.number(40),
      nonce: this.uint(64),
    };
  }

  job(): Job {
    return {
      request: this.bytes32(),
      client: this.address(),
      payer: this.address(),
      beneficiary: this.address(),
      provider: this.address(),
      token: this.address(),
      pricePerUnit: this.uint(256),
      needs: this.uint(256),
      spec: this.bytes32(),
      verifier: this.address(),
      verifierTerms: this.bytes32(),
      units: this.uint(64),
      firstUnit: this.uint(64),
      collateral: this.uint(96),
      index: this.number(32),
      matchedAt: this.number(40),
      graceUntil: this.number(40),
      deadline: this.number(40),
      finalAt: this.number(40),
      feeBps: this.number(16),
      lateSlashBps: this.number(14),
      noResultSlashBps: this.number(14),
      wrongSlashBps: this.number(14),
      ownBps: this.number(14),
      poolPpm: this.number(20),
    };
  }

  attestation(): Attestation {
    const decisions = [VerdictStatus.Accepted, VerdictStatus.Rejected, VerdictStatus.Void];
    return {
      jobId: this.bytes32(),
      provider: getAddress(`0x${(this.uint(160) | 1n).toString(16).padStart(40, "0")}`),
      root: this.bytes32(),
      status: decisions[this.below(3)] ?? VerdictStatus.Void,
      units: this.uint(64),
      slashBps: this.number(16),
      expiry: this.number(40),
    };
  }
}
