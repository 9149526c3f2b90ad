import { loadFixture, setPrevRandao, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { toBeHex, type ContractTransactionResponse } from "ethers";
import hre from "hardhat";

import { headerOf, jurorOf, passBlock, Ruling, saltOf, DRAW_DELAY } from "../support/court";
import {
  caseOf,
  challenge,
  chunksOf,
  deployOptimistic,
  idOf,
  submit,
  wrongClaim,
  type OptimisticWorld,
} from "../support/optimistic";
import { throwsBy } from "./support";
import { merkleRoot } from "../../packages/runtime/src";

const BUDGET = 700_000;
const RANDAO = 0x5eedn;
/** Throws that find five of eight seats, on average. */
const THROWS = 7;

async function gasOf(tx: ContractTransactionResponse): Promise<number> {
  const receipt = await tx.wait();
  if (receipt === null) throw new Error("not mined");
  return Number(receipt.gasUsed);
}

/**
 * Randomness by which as many throws as on average find a jury: what a draw costs depends on how many meet a seat that is
 * drawn already, and that on the addresses, which are others with each order of specs.
 */
async function usualRandao({ court, verifier }: OptimisticWorld, id: bigint): Promise<bigint> {
  const { seats } = await court.benchOf(verifier);
  const draw = {
    court: await court.getAddress(),
    arbitrable: await verifier.getAddress(),
    ...{ id, size: seats },
  };
  for (let randao = RANDAO; ; ++randao) {
    const thrown = throwsBy({ ...draw, prevRandao: toBeHex(randao, 32) });
    const needed = thrown.findIndex((_, last) => new Set(thrown.slice(0, last + 1)).size === 5) + 1;
    if (needed === THROWS) return randao;
  }
}

/** A whole case with five jurors, and the gas of each of its steps. */
async function caseGas(world: OptimisticWorld): Promise<Record<string, number>> {
  const { court, verifier, defendant, stranger } = world;
  await submit(world);
  const challenged = await challenge(world, wrongClaim(world));
  const { id, file } = await caseOf(world, challenged);
  const answered = await court.connect(defendant).answer(verifier, id, file);
  const target = (answered.blockNumber ?? 0) + DRAW_DELAY;
  await passBlock(target - 2);
  await setPrevRandao(await usualRandao(world, id));
  await passBlock(target);
  const header = await headerOf(target);
  const drawn = await court.connect(stranger).draw(verifier, id, file, header);
  const { positions } = await court.juryOf(verifier, id);
  const jurors = positions.map((position) => {
    const juror = world.jurors[Number(position)];
    if (juror === undefined) throw new Error("no such seat");
    return juror;
  });
  const jury = { id, file, until: 0n, positions, jurors, revealUntil: 0n };
  let [commits, reveals] = [0, 0];
  for (const ordinal of jurors.keys()) {
    const juror = jurorOf(jury, ordinal);
    const salt = saltOf(jury, ordinal);
    const word = await court.commitmentOf(verifier, id, juror, Ruling.Plaintiff, salt);
    commits += await gasOf(await court.connect(juror).commit(verifier, id, ordinal, word));
  }
  await time.increase(3_601);
  const address = await verifier.getAddress();
  const close = court.interface.encodeFunctionData("close", [address, id, file]);
  let end = 0;
  for (const ordinal of jurors.keys()) {
    const salt = saltOf(jury, ordinal);
    const juror = court.connect(jurorOf(jury, ordinal));
    const vote = [address, id, ordinal, Ruling.Plaintiff, salt] as const;
    if (ordinal < jurors.length - 1) {
      reveals += await gasOf(await juror.reveal(...vote));
      continue;
    }
    // The last vote ends the case, and whoever shows it is paid by that.
    const reveal = court.interface.encodeFunctionData("reveal", [...vote]);
    end = await gasOf(await juror.multicall([reveal, close]));
  }
  return {
    challenge: await gasOf(challenged),
    answer: await gasOf(answered),
    draw: await gasOf(drawn),
    commits,
    reveals,
    lastRevealAndClose: end,
  };
}

function sum(steps: Record<string, number>): number {
  return Object.values(steps).reduce((total, each) => total + each, 0);
}

describe("JuryCourt gas", () => {
  it("judges a challenge with five jurors within the budget", async function () {
    // Instrumented code measures nothing.
    if ("__SOLIDITY_COVERAGE_RUNNING" in hre) this.skip();
    const world = await loadFixture(deployOptimistic);
    const first = await caseGas(world);
    const chunks = chunksOf("another output");
    const job = { ...world.job, request: world.job.spec };
    const next = { ...world, job, jobId: idOf(job), chunks, root: merkleRoot(chunks) };
    const usual = await caseGas(next);
    expect(sum(usual)).to.be.at.most(BUDGET);
    expect(sum(first)).to.be.at.most(BUDGET + 180_000);
  });
});
