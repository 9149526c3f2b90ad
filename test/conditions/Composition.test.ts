import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { compositionEvidence, compositionGas, hashChildren, type Child } from "@weft/sdk";
import { expect } from "chai";
import { AbiCoder, concat, id, keccak256, Wallet } from "ethers";
import { ethers } from "hardhat";

import type { AllOf, AnyOf, ConditionMock } from "../../typechain-types";

/** What a market gives. */
const MARKET_GAS = 100_000n;
const SUBJECT = new Wallet(id("subject")).address;
const NO = "0x";
/** Numbers of `Misbehaving.Mode`. */
const HOSTILE = { Revert: 1, BurnGas: 2, Short: 3, Empty: 5 } as const;
const CHILDREN = "tuple(address condition, bytes32 data, uint32 gasCap)[]";

interface Fixture {
  allOf: AllOf;
  anyOf: AnyOf;
  mocks: ConditionMock[];
  children: Child[];
  evidences: string[];
  reverted: string;
}

/** Three children that say yes, each to a word and an evidence of its own. */
async function deploy(): Promise<Fixture> {
  const mocks = [];
  const children: Child[] = [];
  const evidences = [];
  for (let i = 0; i < 3; ++i) {
    const mock = await ethers.deployContract("ConditionMock");
    const [data, evidence] = [id(`data ${i}`), concat(["0xe0", new Uint8Array(i)])];
    await mock.setAnswer(SUBJECT, data, evidence, 1n);
    mocks.push(mock);
    children.push({ condition: await mock.getAddress(), data, gasCap: 15_000 });
    evidences.push(evidence);
  }
  const [mock] = mocks;
  return {
    allOf: await ethers.deployContract("AllOf"),
    anyOf: await ethers.deployContract("AnyOf"),
    ...{ mocks, children, evidences },
    reverted: mock?.interface.getError("MisbehavingReverted")?.selector ?? "",
  };
}

interface Question extends Pick<Fixture, "children" | "evidences"> {
  /** Word of the order, where it is not that of the children. */
  data?: string;
  /** As a market does: with its gas and no more. Instrumented code would take more than that. */
  isMarket?: boolean;
}

async function ask(composition: AllOf | AnyOf, question: Question): Promise<boolean> {
  const { children, evidences, data = hashChildren(children), isMarket = false } = question;
  const evidence = compositionEvidence(children, evidences);
  const call = composition.interface.encodeFunctionData("isMet", [SUBJECT, data, evidence]);
  const gasLimit = MARKET_GAS + 21_000n + calldataGas(call);
  return composition.isMet(SUBJECT, data, evidence, isMarket ? { gasLimit } : {});
}

function calldataGas(call: string): bigint {
  const bytes = ethers.getBytes(call);
  return bytes.reduce((sum, byte) => sum + (byte === 0 ? 4n : 16n), 0n);
}

describe("Composition", () => {
  let world: Fixture;

  beforeEach(async () => {
    world = await loadFixture(deploy);
  });

  describe("AllOf.isMet", () => {
    it("is met where all children are, each with its own word and evidence", async () => {
      expect(await ask(world.allOf, world)).to.equal(true);
    });

    for (const index of [0, 1, 2]) {
      it(`names child ${index} where that says no`, async () => {
        const evidences = world.evidences.map((evidence, i) => (i === index ? NO : evidence));
        await expect(ask(world.allOf, { ...world, evidences }))
          .to.be.revertedWithCustomError(world.allOf, "CompositionChildNotMet")
          .withArgs(index, world.children[index]?.condition, "0x00000000");
      });
    }

    for (const [mode, number] of Object.entries(HOSTILE)) {
      it(`is not met where a child's way is ${mode}`, async () => {
        const { allOf, mocks, children, reverted } = world;
        await mocks[1]?.setMode(number);
        await expect(ask(allOf, world))
          .to.be.revertedWithCustomError(allOf, "CompositionChildNotMet")
          .withArgs(1, children[1]?.condition, mode === "Revert" ? reverted : "0x00000000");
      });
    }

    for (const word of [0n, 2n, 2n ** 255n + 1n]) {
      it(`is not met where a child answers the word ${word}`, async () => {
        const { allOf, mocks, children, evidences } = world;
        await mocks[2]?.setAnswer(SUBJECT, children[2]?.data ?? "", evidences[2] ?? "", word);
        await expect(ask(allOf, world))
          .to.be.revertedWithCustomError(allOf, "CompositionChildNotMet")
          .withArgs(2, children[2]?.condition, "0x00000000");
      });
    }

    it("is not met where a child has no code", async () => {
      const condition = new Wallet(id("nobody")).address;
      const children = world.children.map((child, i) =>
        i === 0 ? { ...child, condition } : child,
      );
      await expect(ask(world.allOf, { ...world, children }))
        .to.be.revertedWithCustomError(world.allOf, "CompositionChildNotMet")
        .withArgs(0, condition, "0x00000000");
    });
  });

  describe("AnyOf.isMet", () => {
    for (const index of [0, 1, 2]) {
      it(`is met where child ${index} alone is`, async () => {
        const evidences = world.evidences.map((evidence, i) => (i === index ? evidence : NO));
        expect(await ask(world.anyOf, { ...world, evidences })).to.equal(true);
      });
    }

    for (const [mode, number] of Object.entries(HOSTILE)) {
      it(`is sparing with gas: met where the others' way is ${mode}`, async () => {
        const { anyOf, mocks } = world;
        for (const mock of mocks.slice(0, 2)) await mock.setMode(number);
        expect(await ask(anyOf, { ...world, isMarket: true })).to.equal(true);
      });
    }

    it("says that none is met", async () => {
      const { anyOf, mocks } = world;
      await mocks[0]?.setMode(HOSTILE.BurnGas);
      await expect(ask(anyOf, { ...world, evidences: [NO, NO, NO] }))
        .to.be.revertedWithCustomError(anyOf, "CompositionNoneMet")
        .withArgs(3);
    });
  });

  for (const name of ["allOf", "anyOf"] as const) {
    describe(`${name}: what is brought`, () => {
      it("must be the children of the order", async () => {
        const composition = world[name];
        const [agreed, brought] = [id("other children"), hashChildren(world.children)];
        await expect(ask(composition, { ...world, data: agreed }))
          .to.be.revertedWithCustomError(composition, "CompositionMismatch")
          .withArgs(agreed, brought);
      });

      for (const [children, evidences] of [
        [0, 0],
        [1, 0],
        [1, 2],
        [8, 9],
        [9, 9],
        [100, 100],
      ] as const) {
        it(`must not be ${children} children with ${evidences} evidences`, async () => {
          const composition = world[name];
          const [child] = world.children;
          const coder = AbiCoder.defaultAbiCoder();
          const list = Array.from({ length: children }, () => child);
          const encoded = coder.encode([CHILDREN], [list]);
          const evidence = coder.encode(
            ["bytes", "bytes[]"],
            [encoded, Array.from({ length: evidences }, () => "0x")],
          );
          await expect(composition.isMet(SUBJECT, keccak256(encoded), evidence))
            .to.be.revertedWithCustomError(composition, "CompositionInvalidCount")
            .withArgs(children, evidences, 8);
        });
      }

      it("must not need more gas than there is, whatever the first child says", async () => {
        const composition = world[name];
        const children = world.children.map((child) => ({ ...child, gasCap: 30_000 }));
        const asked = ask(composition, {
          ...{ ...world, children, isMarket: true },
          data: hashChildren(children, 200_000),
        });
        await expect(asked).to.be.revertedWithCustomError(composition, "CompositionGasTooLow");
      });

      for (const garbage of ["0x", "0x00", `0x${"ff".repeat(96)}`]) {
        it(`must not be the garbage ${garbage.slice(0, 6)}`, async () => {
          await expect(world[name].isMet(SUBJECT, id("data"), garbage)).to.be.reverted;
        });
      }
    });
  }

  describe("explain", () => {
    it("says of each child what it says, whatever the others do", async () => {
      const { allOf, anyOf, mocks, children, evidences, reverted } = world;
      await mocks[0]?.setMode(HOSTILE.Revert);
      await mocks[1]?.setMode(HOSTILE.BurnGas);
      const [data, evidence] = [hashChildren(children), compositionEvidence(children, evidences)];
      for (const composition of [allOf, anyOf]) {
        expect(await composition.explain(SUBJECT, data, evidence)).to.deep.equal([
          [false, reverted],
          [false, "0x00000000"],
          [true, "0x00000000"],
        ]);
      }
    });
  });

  describe("a composition of compositions", () => {
    /** `(0 and 1) or 2`. */
    async function nested(): Promise<Pick<Fixture, "children" | "evidences">> {
      const { allOf, children, evidences } = world;
      const pair = children.slice(0, 2);
      const gasCap = compositionGas(pair);
      const inner: Child = {
        condition: await allOf.getAddress(),
        data: hashChildren(pair, gasCap),
        gasCap,
      };
      return {
        children: [inner, ...children.slice(2)],
        evidences: [compositionEvidence(pair, evidences.slice(0, 2)), ...evidences.slice(2)],
      };
    }

    it("is sparing with gas: met by either branch", async () => {
      const { anyOf, mocks } = world;
      const both = { ...(await nested()), isMarket: true };
      expect(await ask(anyOf, both)).to.equal(true);
      await mocks[2]?.setMode(HOSTILE.BurnGas);
      expect(await ask(anyOf, both)).to.equal(true);
      await mocks[2]?.setMode(0);
      await mocks[0]?.setMode(HOSTILE.BurnGas);
      expect(await ask(anyOf, both)).to.equal(true);
      await mocks[2]?.setMode(HOSTILE.Revert);
      await expect(ask(anyOf, both)).to.be.revertedWithCustomError(anyOf, "CompositionNoneMet");
    });

    it("is sparing with gas: names the inner composition's error", async () => {
      const { allOf, anyOf, mocks } = world;
      await mocks[1]?.setMode(HOSTILE.BurnGas);
      const { children, evidences } = await nested();
      const evidence = compositionEvidence(children, evidences);
      const [inner, outer] = await anyOf.explain(SUBJECT, hashChildren(children), evidence);
      expect(inner).to.deep.equal([
        false,
        allOf.interface.getError("CompositionChildNotMet")?.selector,
      ]);
      expect(outer?.isMet).to.equal(true);
    });
  });

  it("is sparing with gas: needs what the SDK says, to the last child", async () => {
    const { anyOf, mocks } = world;
    for (const mock of mocks) await mock.setMode(HOSTILE.BurnGas);
    // The most that a market's gas has room for, all of it burnt but by the last.
    for (const count of [1, 2, 3] as const) {
      let gasCap = 1_000;
      const sample = world.children.slice(0, count);
      while (compositionGas(sample.map(() => ({ gasCap: gasCap + 100 }))) <= Number(MARKET_GAS))
        gasCap += 100;
      await mocks[count - 1]?.setMode(0);
      const children = sample.map((child) => ({ ...child, gasCap }));
      const evidences = world.evidences.slice(0, count);
      expect(await ask(anyOf, { children, evidences, isMarket: true })).to.equal(true);
      await mocks[count - 1]?.setMode(HOSTILE.BurnGas);
    }
  });
});
