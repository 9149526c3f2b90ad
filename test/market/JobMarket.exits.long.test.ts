import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ZeroAddress } from "ethers";

import { deployWorld, type World } from "../support/deploy";
import { assertNotOpen, match } from "../support/market-actions";
import { EXITS } from "../support/market-exits";
import { assertEveryoneCanLeave } from "../support/market-leave";
import { draftOf, type DraftOverrides } from "../support/market-orders";

const PROVIDERS = { key: "provider", wallet: "providerWallet" } as const;
const CLIENTS = { key: "client", wallet: "clientWallet" } as const;
const PAYERS = {
  "the client": null,
  "another key": "payer",
  "another wallet": "payerWallet",
} as const;

/** Terms at which payment or collateral fall out, or nothing divides evenly. */
const AMOUNTS: Record<string, DraftOverrides> = {
  "no price": { offer: { pricePerUnit: 0n } },
  "no collateral": { offer: { collateralPerUnit: 0n }, request: { minCollateralPerUnit: 0n } },
  "a price of one base unit": { offer: { pricePerUnit: 1n } },
  "a collateral of one base unit": {
    offer: { collateralPerUnit: 1n, units: 1n },
    request: { minCollateralPerUnit: 1n, units: 1n },
    units: 1n,
  },
  "a tip": { request: { tipPerUnit: 17n } },
  "a share of the orders": { units: 7n },
  "a slash of the whole": { offer: { lateSlashBps: 10_000, noResultSlashBps: 10_000 } },
};

/** One scenario: a job ends, cannot end again, and everybody leaves with everything. */
async function runExit(
  world: World,
  exit: (typeof EXITS)[number],
  overrides: DraftOverrides,
): Promise<void> {
  const job = await match(world, await draftOf(world, overrides));
  await exit.end(world, job);
  await assertNotOpen(world, job, exit.status);
  await assertEveryoneCanLeave(world);
}

describe("JobMarket: every exit", () => {
  let world: World;

  beforeEach(async () => {
    world = await loadFixture(deployWorld);
  });

  for (const exit of EXITS) {
    context(`when a job ends as ${exit.name}`, () => {
      for (const [providerKind, provider] of Object.entries(PROVIDERS)) {
        for (const [clientKind, client] of Object.entries(CLIENTS)) {
          for (const [payerKind, payer] of Object.entries(PAYERS)) {
            it(`ends once and for all: provider a ${providerKind}, client a ${clientKind}, paid by ${payerKind}`, async () => {
              await runExit(world, exit, {
                offer: { provider: world[provider].address },
                request: {
                  client: world[client].address,
                  payer: payer === null ? ZeroAddress : world[payer].address,
                },
              });
            });
          }
        }
      }

      for (const [name, overrides] of Object.entries(AMOUNTS)) {
        it(`ends once and for all: ${name}`, async () => {
          await runExit(world, exit, overrides);
        });
      }

      for (const feeBps of [0n, 1n, 500n]) {
        it(`ESC19: ends at the fee of ${feeBps} basis points that stood at its match`, async () => {
          const { jobMarket, owner } = world;
          await jobMarket.connect(owner).setFee(feeBps);
          const job = await match(world, await draftOf(world));
          await jobMarket.connect(owner).setFee(feeBps === 0n ? 500n : 0n);
          expect(BigInt(job.feeBps)).to.equal(feeBps);
          await exit.end(world, job);
          await assertEveryoneCanLeave(world);
        });
      }

      it("ESC1: ends once and for all: a token that takes a fee of each transfer", async () => {
        const token = await world.feeToken.getAddress();
        await runExit(world, exit, { offer: { token }, request: { token } });
      });
    });
  }
});
