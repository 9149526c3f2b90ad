import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { MaxUint256, ZeroAddress, parseEther } from "ethers";
import { ethers } from "hardhat";

import { assertRefused, carryOut, deployProtocol, simulate, type Protocol } from "./support/worked";

const FEE_BPS = 100n;
const MAX_FEE_BPS = 500n;
const MAX_RATE_WAD = 10n ** 36n;
const MAX_FRACTION_BPS = 9_000n;

/** The markets whose fees go through the vault. */
const MARKETS = ["jobMarket", "leaseMarket", "oneShotMarket"] as const;

describe("Governance: proposals that change parameters", () => {
  let protocol: Protocol;

  beforeEach(async () => {
    protocol = await loadFixture(deployProtocol);
  });

  for (const name of [...MARKETS, "workMarket"] as const) {
    const isOfWorks = name === "workMarket";
    const prefix = isOfWorks ? "WorkMarket" : "Market";

    describe(`the fee of ${name}`, () => {
      it("is set, to nothing and to the cap", async () => {
        const market = protocol.weft[name];
        const to = await market.getAddress();
        for (const feeBps of [0n, MAX_FEE_BPS]) {
          const before = await market.feeBps();
          const call = { to, signature: "setFee(uint16)", args: [feeBps] };
          const [shown] = await simulate(protocol, [call]);
          expect(shown).to.deep.include({ name: "setFee", failure: undefined });
          expect(shown?.effect).to.deep.equal({ what: "feeBps", before, after: feeBps });
          await expect(carryOut(protocol, [call]))
            .to.emit(market, "FeeChanged")
            .withArgs(feeBps);
          expect(await market.feeBps()).to.equal(feeBps);
        }
      });

      it("is refused above the cap", async () => {
        const market = protocol.weft[name];
        const to = await market.getAddress();
        const call = { to, signature: "setFee(uint16)", args: [MAX_FEE_BPS + 1n] };
        await assertRefused(protocol, [call], {
          ...{ by: market, error: `${prefix}FeeAboveCap`, args: [MAX_FEE_BPS + 1n, MAX_FEE_BPS] },
          says: isOfWorks
            ? /a fee of 501 basis points is above the cap of 500/
            : /the fee of 5.01% is above the cap of 5%/,
        });
        expect(await market.feeBps()).to.equal(FEE_BPS);
      });
    });

    describe(`who receives the fees of ${name}`, () => {
      it("is set", async () => {
        const market = protocol.weft[name];
        const { stranger, timelock } = protocol;
        const to = await market.getAddress();
        expect(await market.treasury()).to.equal(timelock);
        const call = { to, signature: "setTreasury(address)", args: [stranger.address] };
        await carryOut(protocol, [call]);
        expect(await market.treasury()).to.equal(stranger.address);
      });

      it("is refused where fees would be lost", async () => {
        const market = protocol.weft[name];
        const to = await market.getAddress();
        for (const lost of [ZeroAddress, to]) {
          const call = { to, signature: "setTreasury(address)", args: [lost] };
          await assertRefused(protocol, [call], {
            ...{ by: market, error: `${prefix}InvalidTreasury`, args: [lost] },
            says: new RegExp(lost),
          });
        }
        expect(await market.treasury()).to.equal(protocol.timelock);
      });
    });
  }

  describe("the currencies of workMarket", () => {
    const SIGNATURE = "setCurrency(address,bool)";

    it("are listed, and taken from the list", async () => {
      const { workMarket } = protocol.weft;
      const to = await workMarket.getAddress();
      const money = await ethers.deployContract("TestToken");
      const token = await money.getAddress();
      for (const isListed of [true, false]) {
        const call = { to, signature: SIGNATURE, args: [token, isListed] };
        await expect(carryOut(protocol, [call]))
          .to.emit(workMarket, "CurrencyChanged")
          .withArgs(token, isListed);
        expect(await workMarket.isListed(token)).to.equal(isListed);
      }
    });

    it("are refused where they are no money: an account, and a collection of works", async () => {
      const { workMarket, works } = protocol.weft;
      const to = await workMarket.getAddress();
      for (const currency of [protocol.stranger.address, await works.getAddress()]) {
        const call = { to, signature: SIGNATURE, args: [currency, true] };
        await assertRefused(protocol, [call], {
          ...{ by: workMarket, error: "WorkMarketInvalidCurrency", args: [currency] },
          says: new RegExp(currency),
        });
        expect(await workMarket.isListed(currency)).to.equal(false);
      }
    });
  });

  describe("what fees weigh in records, of a market as one of the listed verifiers judged", () => {
    const SIGNATURE = "setRate(address,address,address,uint256)";

    async function sourceOf() {
      const { jobMarket, quorumVerifier, weftToken } = protocol.weft;
      const parts = [jobMarket, quorumVerifier, weftToken] as const;
      const [market, verifier, token] = await Promise.all(parts.map((part) => part.getAddress()));
      if (!market || !verifier || !token) throw new Error("a contract has no address");
      return [market, verifier, token] as const;
    }

    it("is set, up to the cap, and to nothing", async () => {
      const { reputation } = protocol.weft;
      const to = await reputation.getAddress();
      const source = await sourceOf();
      expect(await reputation.rateOf(...source)).to.equal(0n);
      for (const rate of [parseEther("2"), MAX_RATE_WAD, 0n]) {
        const call = { to, signature: SIGNATURE, args: [...source, rate] };
        const [shown] = await simulate(protocol, [call]);
        expect(shown?.name).to.equal("setRate");
        await expect(carryOut(protocol, [call]))
          .to.emit(reputation, "RateChanged")
          .withArgs(...source, rate);
        expect(await reputation.rateOf(...source)).to.equal(rate);
      }
      const [market, verifier, token] = source;
      expect(await reputation.weightOf(market, verifier, token, parseEther("1"))).to.equal(0n);
    });

    it("is refused above the cap", async () => {
      const { reputation } = protocol.weft;
      const to = await reputation.getAddress();
      const source = await sourceOf();
      for (const rate of [MAX_RATE_WAD + 1n, MaxUint256]) {
        const call = { to, signature: SIGNATURE, args: [...source, rate] };
        await assertRefused(protocol, [call], {
          ...{ by: reputation, error: "ReputationRateAboveCap", args: [rate, MAX_RATE_WAD] },
          says: /a fee can weigh 1(0){36} at most/,
        });
      }
      expect(await reputation.rateOf(...source)).to.equal(0n);
    });
  });

  describe("the fraction that rewards come to", () => {
    it("is set, from the next epoch on", async () => {
      const { rewards, reputation } = protocol.weft;
      const to = await rewards.getAddress();
      const call = { to, signature: "setFraction(uint16)", args: [MAX_FRACTION_BPS] };
      const [shown] = await simulate(protocol, [call]);
      expect(shown?.name).to.equal("setFraction");
      await carryOut(protocol, [call]);
      const epoch = await reputation.currentEpoch();
      expect(await rewards.fractionBpsOf(epoch)).to.equal(5_000n);
      expect(await rewards.fractionBpsOf(epoch + 1n)).to.equal(MAX_FRACTION_BPS);
    });

    it("is refused above the cap", async () => {
      const { rewards, reputation } = protocol.weft;
      const to = await rewards.getAddress();
      const fraction = MAX_FRACTION_BPS + 1n;
      const call = { to, signature: "setFraction(uint16)", args: [fraction] };
      await assertRefused(protocol, [call], {
        ...{ by: rewards, error: "RewardsFractionAboveCap", args: [fraction, MAX_FRACTION_BPS] },
        says: /rewards can be 9000 basis points of the fees at most/,
      });
      const epoch = await reputation.currentEpoch();
      expect(await rewards.fractionBpsOf(epoch + 1n)).to.equal(5_000n);
    });
  });

  it("fail as a whole where one call of several is out of bounds", async () => {
    const { jobMarket, rewards } = protocol.weft;
    const [jobs, reward] = [await jobMarket.getAddress(), await rewards.getAddress()];
    const calls = [
      { to: jobs, signature: "setFee(uint16)", args: [7n] },
      { to: reward, signature: "setFraction(uint16)", args: [10_000n] },
    ];
    await assertRefused(protocol, calls, {
      ...{ by: rewards, error: "RewardsFractionAboveCap", args: [10_000n, MAX_FRACTION_BPS] },
      says: /rewards can be 9000 basis points of the fees at most/,
    });
    expect(await jobMarket.feeBps()).to.equal(FEE_BPS);
  });
});
