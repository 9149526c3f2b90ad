import { packJob, type Job, type JobStruct } from "@weft/sdk";
import { ethers } from "hardhat";

import type {
  ClearedOwnerCondition,
  ResultSourceMock,
  Splits,
  WorkMarket,
  Works,
} from "../../typechain-types";
import { deployWorld, type World } from "../support/deploy";
import { match } from "../support/market-actions";
import { TERMS, draftOf } from "../support/market-orders";

/** The protocol with works whose jobs are its market's, and a verifier that accepts what it is given. */
export interface JobWorld extends World {
  works: Works;
  workMarket: WorkMarket;
  splits: Splits;
  clearedOwner: ClearedOwnerCondition;
  source: ResultSourceMock;
}

export async function deployJobWorld(): Promise<JobWorld> {
  const world = await deployWorld();
  const { owner, treasury, jobMarket } = world;
  const workMarket = await ethers.deployContract("WorkMarket", [owner, treasury, 100]);
  const vouchers = await ethers.deployContract("WorkVouchers");
  const splits = await ethers.deployContract("Splits");
  const works = await ethers.deployContract("Works", [
    ...[workMarket, vouchers, jobMarket, splits, ethers.id("contract")],
  ]);
  const clearedOwner = await ethers.deployContract("ClearedOwnerCondition", [works]);
  const source = await ethers.deployContract("ResultSourceMock");
  await source.setAnswer(1n);
  return { ...world, works, workMarket, splits, clearedOwner, source };
}

let nonces = 0n;

/** A job whose result is the beneficiary's to mint; matched, not settled. */
export async function openJob(world: JobWorld, beneficiary?: string): Promise<Job> {
  const verifier = await world.source.getAddress();
  const nonce = ++nonces;
  const draft = await draftOf(world, {
    offer: { nonce, verifications: [{ verifier, terms: TERMS }] },
    request: { nonce, verifier, ...(beneficiary === undefined ? {} : { beneficiary }) },
  });
  return match(world, draft);
}

/** A job that was settled, and accepted. */
export async function settledJob(
  world: JobWorld,
  beneficiary?: string,
): Promise<{ job: Job; struct: JobStruct }> {
  const job = await openJob(world, beneficiary);
  const struct = packJob(job);
  await world.jobMarket.settle(struct);
  return { job, struct };
}
