import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ethers } from "hardhat";

import type { CappedCallHarness, VerifierMock } from "../../typechain-types";

const GAS_CAP = 200_000n;
/** What must be left when the question is asked, by the library's rule. */
const REQUIRED = GAS_CAP + GAS_CAP / 63n + 10_000n;
const NO_ANSWER = [false, 0n, 0n, 0n];

/** {VerifierMock.Mode}. */
enum Mode {
  Answer,
  Revert,
  BurnGas,
  Short,
  Huge,
  Empty,
}

interface World {
  harness: CappedCallHarness;
  target: VerifierMock;
  /** A question that the target answers with three words. */
  question: string;
}

async function deploy(): Promise<World> {
  const harness = await ethers.deployContract("CappedCallHarness");
  const target = await ethers.deployContract("VerifierMock");
  await target.setVerdict(2n, ethers.MaxUint256, 7n);
  const fragment = target.interface.getFunction("verdict");
  const words = 1 + 13; // the job's id, and a job, which is static
  return { harness, target, question: fragment.selector + "00".repeat(words * 32) };
}

describe("CappedCall.ask", () => {
  let world: World;

  beforeEach(async () => {
    world = await loadFixture(deploy);
  });

  async function ask(words: bigint): Promise<unknown[]> {
    const { harness, target, question } = world;
    return [...(await harness.ask(target, GAS_CAP, question, words))];
  }

  it("reads three words, as large as they are", async () => {
    expect(await ask(3n)).to.deep.equal([true, 2n, ethers.MaxUint256, 7n]);
  });

  it("reads no more words than asked for", async () => {
    expect(await ask(2n)).to.deep.equal([true, 2n, ethers.MaxUint256, 0n]);
    expect(await ask(1n)).to.deep.equal([true, 2n, 0n, 0n]);
  });

  it("gets no answer from an account without code", async () => {
    const { harness, question } = world;
    const nobody = ethers.Wallet.createRandom().address;
    expect([...(await harness.ask(nobody, GAS_CAP, question, 1n))]).to.deep.equal(NO_ANSWER);
    expect([...(await harness.ask(ethers.ZeroAddress, GAS_CAP, question, 3n))]).to.deep.equal(
      NO_ANSWER,
    );
  });

  it("gets no answer from a contract that knows no such question", async () => {
    const { harness, target } = world;
    expect([...(await harness.ask(target, GAS_CAP, "0x12345678", 1n))]).to.deep.equal(NO_ANSWER);
  });

  it("gets no answer from one that answers nothing", async () => {
    await world.target.setMode(Mode.Empty);
    expect(await ask(1n)).to.deep.equal(NO_ANSWER);
  });

  it("gets no answer from one that reverts, whatever it says then", async () => {
    await world.target.setMode(Mode.Revert);
    const [isAnswered] = await ask(1n);
    expect(isAnswered).to.equal(false);
  });

  it("gets no answer from one that burns its gas, and keeps the rest", async () => {
    const { harness, target, question } = world;
    await target.setMode(Mode.BurnGas);
    const gasLimit = REQUIRED + 60_000n;
    const answer = await harness.ask(target, GAS_CAP, question, 3n, { gasLimit });
    expect([...answer]).to.deep.equal(NO_ANSWER);
  });

  it("gets no answer from one that is a byte short", async () => {
    await world.target.setMode(Mode.Short);
    const [isAnswered] = await ask(3n);
    expect(isAnswered).to.equal(false);
  });

  it("has an answer when what is short is not asked for", async () => {
    await world.target.setMode(Mode.Short);
    expect(await ask(2n)).to.deep.equal([true, 2n, ethers.MaxUint256, 0n]);
  });

  it("reads the same of an answer with 128 KiB behind it, without copying them", async () => {
    const { harness, target, question } = world;
    await target.setMode(Mode.Huge);
    // Making the answer takes most of the cap. What is left for the caller would not pay for a copy (57,000 gas).
    const gasCap = 70_000n;
    const gasLimit = gasCap + 40_000n;
    const answer = await harness.ask(target, gasCap, question, 3n, { gasLimit });
    expect([...answer]).to.deep.equal([true, 2n, ethers.MaxUint256, 7n]);
  });

  it("gets no answer from one that tries to change state", async () => {
    const { harness, target } = world;
    const change = target.interface.encodeFunctionData("setMode", [Mode.Revert]);
    expect([...(await harness.ask(target, GAS_CAP, change, 0n))]).to.deep.equal(NO_ANSWER);
    expect(await target.mode()).to.equal(BigInt(Mode.Answer));
  });

  context("given a caller who is sparing with gas", () => {
    it("passes the whole cap on from the least gas that it does not refuse", async () => {
      const { harness } = world;
      const meter = await ethers.deployContract("GasMeterMock");
      const [isAnswered, full] = await harness.ask(meter, GAS_CAP, "0x", 1n);
      expect(isAnswered).to.equal(true);
      // What the meter spends before it looks.
      expect(full).to.be.greaterThan(GAS_CAP - 300n);
      const answerAt = async (gasLimit: bigint): Promise<bigint | undefined> => {
        try {
          return (await harness.ask(meter, GAS_CAP, "0x", 1n, { gasLimit })).first;
        } catch (error) {
          expect(String(error)).to.contain("CappedCallGasTooLow");
          return undefined;
        }
      };
      let [refused, passed] = [REQUIRED, REQUIRED + 100_000n];
      while (passed - refused > 1n) {
        const middle = (refused + passed) / 2n;
        if ((await answerAt(middle)) === undefined) refused = middle;
        else passed = middle;
      }
      expect(await answerAt(refused)).to.equal(undefined);
      for (let more = 0n; more < 100n; more += 1n) {
        expect(await answerAt(passed + more), `${more} gas more`).to.equal(full);
      }
    });

    it("says what was left and what is required", async () => {
      const { harness, target, question } = world;
      await expect(harness.ask(target, GAS_CAP, question, 3n, { gasLimit: REQUIRED }))
        .to.be.revertedWithCustomError(harness, "CappedCallGasTooLow")
        .withArgs((available: bigint) => available < REQUIRED, REQUIRED);
    });
  });
});
