import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import type { Offer, Request } from "@weft/sdk";
import { expect } from "chai";
import { ethers } from "ethers";

import { assertConservation } from "../support/conservation";
import { deployWorld, type World } from "../support/deploy";
import { match } from "../support/market-actions";
import { draftOf, signMatch, type Draft } from "../support/market-orders";

const DATA = ethers.id("word of the condition");
const EVIDENCE = "0x0102030405";
/** Numbers of `Misbehaving.Mode`. */
const HOSTILE = { Revert: 1, BurnGas: 2, Short: 3, Empty: 5 };

/** Each side's condition is asked of the other side, with its own evidence: one suite for both doors. */
const SIDES = [
  {
    name: "an offer's condition",
    subjectOf: (world: World) => world.client.address,
    withCondition: (order: Partial<Offer & Request>) => ({ offer: order }),
    evidence: "offerEvidence",
  },
  {
    name: "a request's condition",
    subjectOf: (world: World) => world.provider.address,
    withCondition: (order: Partial<Offer & Request>) => ({ request: order }),
    evidence: "requestEvidence",
  },
] as const;

for (const side of SIDES) {
  describe(`JobMarket.matchOrders: ${side.name}`, () => {
    let world: World;
    let draft: Draft;
    let subject: string;

    async function draftWith(condition: string): Promise<Draft> {
      return draftOf(world, {
        ...side.withCondition({ condition, conditionData: DATA }),
        tampered: { [side.evidence]: EVIDENCE },
      });
    }

    beforeEach(async () => {
      world = await loadFixture(deployWorld);
      subject = side.subjectOf(world);
      draft = await draftWith(await world.condition.getAddress());
    });

    afterEach(() => assertConservation(world));

    async function assertNotMet(): Promise<void> {
      const { jobMarket, stranger } = world;
      const condition = (draft.offer.condition + draft.request.condition).replaceAll(
        ethers.ZeroAddress,
        "",
      );
      await expect(jobMarket.connect(stranger).matchOrders(await signMatch(world, draft)))
        .to.be.revertedWithCustomError(jobMarket, "MarketConditionNotMet")
        .withArgs(condition, subject);
    }

    it("matches when it is met by this subject, with this word and this evidence", async () => {
      await world.condition.setAnswer(subject, DATA, EVIDENCE, 1n);
      await match(world, draft);
    });

    it("matches when a huge answer begins with a yes", async () => {
      await world.condition.setAnswer(subject, DATA, EVIDENCE, 1n);
      await world.condition.setMode(4);
      await match(world, draft);
    });

    it("reverts when another subject meets it", async () => {
      await world.condition.setAnswer(world.stranger, DATA, EVIDENCE, 1n);
      await assertNotMet();
    });

    it("reverts when it is met for another word", async () => {
      await world.condition.setAnswer(subject, ethers.id("other"), EVIDENCE, 1n);
      await assertNotMet();
    });

    it("reverts when it is met with other evidence", async () => {
      await world.condition.setAnswer(subject, DATA, "0x01", 1n);
      await assertNotMet();
    });

    for (const word of [0n, 2n, 1n << 255n, 2n ** 256n - 1n]) {
      it(`reverts when the answer is the word ${word}`, async () => {
        await world.condition.setAnswer(subject, DATA, EVIDENCE, word);
        await assertNotMet();
      });
    }

    for (const [mode, number] of Object.entries(HOSTILE)) {
      it(`reverts when the condition misbehaves: ${mode}`, async () => {
        await world.condition.setAnswer(subject, DATA, EVIDENCE, 1n);
        await world.condition.setMode(number);
        await assertNotMet();
      });
    }

    it("reverts when the condition has no code", async () => {
      draft = await draftWith(world.stranger.address);
      await assertNotMet();
    });

    it("ESC17: takes no lack of gas for a no, and names it where there is too little to ask", async () => {
      const { jobMarket } = world;
      await world.condition.setAnswer(subject, DATA, EVIDENCE, 1n);
      const signed = await signMatch(world, draft);
      const enough = await jobMarket.matchOrders.estimateGas(signed);
      const outcomes = new Set<string>();
      for (let gasLimit = 60_000n; gasLimit <= enough + 10_000n; gasLimit += 10_000n) {
        const outcome: unknown = await jobMarket.matchOrders
          .staticCall(signed, { gasLimit })
          .catch((error: unknown) => error);
        outcomes.add(
          /Market\w+|CappedCallGasTooLow|^0x/.exec(String(outcome))?.[0] ?? "no gas left",
        );
      }
      expect([...outcomes]).to.have.members(["no gas left", "CappedCallGasTooLow", "0x"]);
    });
  });
}
