import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { contentUri, DEPLOYED_CONTRACTS } from "@weft/sdk";
import { expect } from "chai";
import hre, { ethers } from "hardhat";

import { SETTINGS } from "../../deploy/modules/Governance";
import { SEAT_STAKE } from "../../deploy/modules/JuryCourt";
import WeftModule from "../../deploy/modules/Weft";
import { connectWeft, forEachContract } from "../../scripts/lib/contracts";
import {
  addressesOf,
  checkWiring,
  deployWeft,
  moduleParametersOf,
  ownedOf,
  WiringError,
  type Weft,
} from "../../scripts/lib/deploy";
import { giveToKeys } from "../../scripts/lib/keys";
import { worksMetadata } from "../../scripts/lib/metadata";
import { readParameters, type Parameters } from "../../scripts/lib/parameters";
import { checkRoles } from "../../scripts/lib/roles";

const OWNED = [
  ...(["jobMarket", "leaseMarket", "oneShotMarket", "workMarket"] as const),
  ...(["reputation", "rewards"] as const),
];

describe("deployWeft", () => {
  async function deployDefault() {
    const [deployer, other] = await ethers.getSigners();
    if (deployer === undefined || other === undefined) throw new Error("no accounts");
    return { ...(await deployWeft(hre)), deployer, other };
  }

  it("deploys with the parameters of the chain and reads back what it wired", async () => {
    const { deployer, weft, parameters } = await loadFixture(deployDefault);
    expect(parameters).to.deep.equal(
      readParameters({ network: "hardhat", chainId: 31_337, deployer: deployer.address }),
    );
    const { weftToken, vault, stakeVault, jobMarket } = weft;
    expect(await weftToken.balanceOf(parameters.holder)).to.equal(await weftToken.SUPPLY());
    expect(await stakeVault.token()).to.equal(await weftToken.getAddress());
    expect(await stakeVault.thawSeconds()).to.equal(parameters.thawSeconds);
    expect(await jobMarket.vault()).to.equal(await vault.getAddress());
    expect(await jobMarket.stakeVault()).to.equal(await stakeVault.getAddress());
    expect(await jobMarket.maxJobSeconds()).to.equal(Math.floor(parameters.thawSeconds / 2));
    expect(await jobMarket.feeBps()).to.equal(parameters.feeBps);
  });

  it("GOV6, ADM12: leaves every owner, treasury and role with governance, and the deployer nothing", async () => {
    const { deployer, weft } = await loadFixture(deployDefault);
    const timelock = await weft.weftTimelock.getAddress();
    const addresses = await addressesOf(weft);
    const deployment = { addresses, governor: "weftGovernor", deployer: deployer.address };
    const { held, faults } = await checkRoles(ethers.provider, deployment);
    expect(faults).to.deep.equal([]);
    const table = held.map(({ contract, role, holder }) => `${contract} ${role} ${holder}`);
    expect(table).to.have.members([
      ...Object.keys(ownedOf(weft)).map((name) => `${name} owner ${timelock}`),
      ...["jobMarket", "leaseMarket", "oneShotMarket", "workMarket"].map(
        (name) => `${name} treasury ${timelock}`,
      ),
      `timelock administrator ${timelock}`,
      `timelock proposer ${addresses.weftGovernor}`,
      `timelock canceller ${addresses.weftGovernor}`,
      `timelock executor ${ethers.ZeroAddress}`,
    ]);
  });

  it("ADM12: gives the parts that belong to nobody no owner", async () => {
    const { weft } = await loadFixture(deployDefault);
    const owned = Object.keys(ownedOf(weft));
    for (const name of DEPLOYED_CONTRACTS.filter((each) => !owned.includes(each))) {
      expect(weft[name].interface.hasFunction("owner"), name).to.equal(false);
    }
  });

  it("names every address, each with code and each another", async () => {
    const { weft } = await loadFixture(deployDefault);
    const addresses = await addressesOf(weft);
    expect(Object.keys(addresses)).to.deep.equal(DEPLOYED_CONTRACTS);
    expect(new Set(Object.values(addresses)).size).to.equal(DEPLOYED_CONTRACTS.length);
    for (const address of Object.values(addresses)) {
      expect(ethers.dataLength(await ethers.provider.getCode(address))).to.be.greaterThan(0);
    }
  });

  it("keeps every contract under 20 KiB of code, and the governor under 24,000 bytes", async () => {
    const { weft } = await loadFixture(deployDefault);
    for (const [name, address] of Object.entries(await addressesOf(weft))) {
      const size = ethers.dataLength(await ethers.provider.getCode(address));
      expect(size, name).to.be.lessThan(name === "weftGovernor" ? 24_000 : 20 * 1024);
    }
  });

  it("takes the place of single parameters by overrides", async () => {
    const { other } = await loadFixture(deployDefault);
    const overrides = {
      guardian: other.address,
      guardianUntil: (await time.latest()) + 30 * 86_400,
      feeBps: 0,
      thawSeconds: 604_801,
    };
    const { weft, parameters } = await deployWeft(hre, overrides);
    expect(parameters).to.deep.include(overrides);
    expect(await weft.weftGovernor.guardian()).to.equal(other.address);
    expect(await weft.weftGovernor.guardianUntil()).to.equal(overrides.guardianUntil);
    expect(await weft.jobMarket.feeBps()).to.equal(0n);
    expect(await weft.jobMarket.maxJobSeconds()).to.equal(302_400n);
  });

  context("when it is given numbers that the contracts refuse", () => {
    const REFUSED: [string, Partial<Parameters>, RegExp][] = [
      ["a fee above the cap", { feeBps: 501 }, /MarketFeeAboveCap/],
      ["a thaw time that is too short", { thawSeconds: 604_799 }, /StakeInvalidThawSeconds/],
      ["a thaw time that is too long", { thawSeconds: 7_776_001 }, /StakeInvalidThawSeconds/],
      ["a term without a guardian", { guardianUntil: 1 }, /GovernorInvalidGuardianTerm/],
      ["the zero holder", { holder: ethers.ZeroAddress }, /ERC20InvalidReceiver/],
    ];
    for (const [name, overrides, reason] of REFUSED) {
      it(`stops given ${name}`, async () => {
        await loadFixture(deployDefault);
        const outcome: unknown = await deployWeft(hre, overrides).catch((error: unknown) => error);
        expect(outcome).to.be.an.instanceOf(Error);
        expect(String(outcome)).to.match(reason);
      });
    }
  });

  describe("checkWiring", () => {
    async function deployTwo() {
      const one = await deployDefault();
      const { weft: two } = await deployWeft(hre, {
        thawSeconds: 604_800,
        feeBps: 1,
      });
      return { ...one, two };
    }

    async function assertMiswired(weft: Weft, parameters: Parameters, message: string) {
      const outcome: unknown = await checkWiring(weft, parameters).catch((error: unknown) => error);
      expect(outcome).to.be.an.instanceOf(WiringError).with.property("message", message);
    }

    it("accepts what was deployed", async () => {
      const { weft, parameters } = await loadFixture(deployTwo);
      await checkWiring(weft, parameters);
    });

    for (const name of ["weftToken", "vault", "stakeVault"] as const) {
      it(`refuses the ${name} of another deployment`, async () => {
        const { weft, two, parameters } = await loadFixture(deployTwo);
        const mixed: Weft = { ...weft, [name]: two[name] };
        const thaw = {
          ...parameters,
          thawSeconds: name === "stakeVault" ? 604_800 : parameters.thawSeconds,
        };
        const [ours, theirs] = [await weft[name].getAddress(), await two[name].getAddress()];
        const sentence = {
          weftToken: `the staked token is ${ours}, but was deployed to be ${theirs}`,
          vault: `the stake vault's vault is ${ours}, but was deployed to be ${theirs}`,
          stakeVault: `the staked token is ${await two.weftToken.getAddress()}, but was deployed to be ${await weft.weftToken.getAddress()}`,
        }[name];
        await assertMiswired(mixed, thaw, sentence);
      });
    }

    for (const name of ["jobMarket", "leaseMarket", "oneShotMarket"] as const) {
      it(`refuses the ${name} of another deployment`, async () => {
        const { weft, two, parameters } = await loadFixture(deployTwo);
        const mixed: Weft = { ...weft, [name]: two[name] };
        await expect(checkWiring(mixed, parameters)).to.be.rejectedWith(WiringError);
      });
    }

    for (const name of ["weftTimelock", "weftGovernor", "rewards", "workMarket"] as const) {
      it(`refuses the ${name} of another deployment`, async () => {
        const { weft, two, parameters } = await loadFixture(deployTwo);
        const mixed: Weft = { ...weft, [name]: two[name] };
        await expect(checkWiring(mixed, parameters)).to.be.rejectedWith(WiringError);
      });
    }

    for (const name of OWNED) {
      it(`refuses a ${name} that keys own`, async () => {
        const { weft, deployer, other, parameters } = await loadFixture(deployTwo);
        const contract = ownedOf(weft)[name];
        await giveToKeys(weft.weftTimelock, [contract], { owner: other, treasury: deployer });
        const timelock = await weft.weftTimelock.getAddress();
        const sentence = `the owner of ${name} is ${other.address}, but was deployed to be ${timelock}`;
        await assertMiswired(weft, parameters, sentence);
      });
    }

    it("refuses another fraction of rewards", async () => {
      const { weft, parameters } = await loadFixture(deployTwo);
      const fractionBps = parameters.fractionBps - 1;
      const sentence = `the fraction of rewards is ${parameters.fractionBps}, but was deployed to be ${fractionBps}`;
      await assertMiswired(weft, { ...parameters, fractionBps }, sentence);
    });

    /** Deploys with other values than `deployWeft` gives to a module, or leaves to it. */
    async function deployOther(
      parameters: Parameters,
      [module, own]: [string, Record<string, bigint | number | string>],
    ): Promise<Weft> {
      const given: Record<string, Record<string, bigint | number | string>> = moduleParametersOf(
        parameters,
      );
      const deployed = await hre.ignition.deploy(WeftModule, {
        parameters: { ...given, [module]: { ...given[module], ...own } },
      });
      const addresses = await forEachContract((name) => deployed[name].getAddress());
      const [deployer] = await ethers.getSigners();
      if (deployer === undefined) throw new Error("no accounts");
      return connectWeft(addresses, deployer);
    }

    const day = 86_400;
    const SETTING_WORDS = [
      ["votingDelay", "the voting delay", SETTINGS.votingDelay + day],
      ["votingPeriod", "the voting period", SETTINGS.votingPeriod + day],
      ["proposalThreshold", "the proposal threshold", SETTINGS.proposalThreshold + 1n],
      ["lateQuorumExtension", "the late extension", SETTINGS.lateQuorumExtension + day],
      ["quorumPercent", "the quorum in percent", SETTINGS.quorumPercent + 1],
    ] as const;
    for (const [setting, words, value] of SETTING_WORDS) {
      it(`refuses another ${setting}, unless it may be the outcome of a vote`, async () => {
        const { parameters } = await loadFixture(deployTwo);
        const weft = await deployOther(parameters, ["Governance", { [setting]: value }]);
        const sentence = `${words} is ${value}, but was deployed to be ${SETTINGS[setting]}`;
        await assertMiswired(weft, parameters, sentence);
        await checkWiring(weft, parameters, new Set([await weft.weftGovernor.getAddress()]));
      });
    }

    it("refuses another stake of a juror's seat", async () => {
      const { parameters } = await loadFixture(deployTwo);
      const seatStake = SEAT_STAKE + 1n;
      const weft = await deployOther(parameters, ["JuryCourt", { seatStake }]);
      const sentence = `the stake of a juror's seat is ${seatStake}, but was deployed to be ${SEAT_STAKE}`;
      await assertMiswired(weft, parameters, sentence);
    });

    it("refuses works that name other metadata", async () => {
      const { parameters } = await loadFixture(deployTwo);
      const metadata = ethers.id("other");
      const weft = await deployOther(parameters, ["Works", { metadata }]);
      const sentence = `the works' metadata is ${contentUri(metadata)}, but was deployed to be ${contentUri(worksMetadata())}`;
      await assertMiswired(weft, parameters, sentence);
    });

    it("refuses a supply that another account holds, unless it was given away since", async () => {
      const { weft, other, parameters } = await loadFixture(deployTwo);
      await weft.weftToken.transfer(other, 1n);
      const supply = await weft.weftToken.SUPPLY();
      const sentence = `the holder's part of the supply is ${supply - 1n}, but was deployed to be ${supply}`;
      await assertMiswired(weft, parameters, sentence);
      await assertMiswired(
        weft,
        { ...parameters, holder: other.address },
        `the holder's part of the supply is 1, but was deployed to be ${supply}`,
      );
      await checkWiring(weft, parameters, new Set([await weft.weftToken.getAddress()]));
    });

    it("takes what votes changed of contracts that were found right before, and of no others", async () => {
      const { weft, deployer, other, parameters } = await loadFixture(deployTwo);
      const checked = new Set(Object.values(await addressesOf(weft)));
      await giveToKeys(weft.weftTimelock, [weft.jobMarket, weft.workMarket, weft.rewards], {
        owner: other,
        treasury: deployer,
      });
      for (const market of [weft.jobMarket, weft.workMarket]) {
        await market.connect(other).setFee(parameters.feeBps + 1);
      }
      await weft.rewards.connect(other).setFraction(parameters.fractionBps + 1);
      await checkWiring(weft, parameters, checked);
      checked.delete(await weft.jobMarket.getAddress());
      await expect(checkWiring(weft, parameters, checked)).to.be.rejectedWith(
        WiringError,
        `the fee of the job market is ${parameters.feeBps + 1}, but was deployed to be ${parameters.feeBps}`,
      );
    });

    it("refuses wiring that no vote can change, of contracts that were found right before too", async () => {
      const { weft, two, parameters } = await loadFixture(deployTwo);
      const mixed: Weft = { ...weft, vault: two.vault };
      const checked = new Set(Object.values(await addressesOf(mixed)));
      await expect(checkWiring(mixed, parameters, checked)).to.be.rejectedWith(WiringError);
    });

    const WRONG: [keyof Parameters, unknown, (p: Parameters, wrong: unknown) => string][] = [
      [
        "thawSeconds",
        604_800,
        (p, w) => `the thaw time is ${p.thawSeconds}, but was deployed to be ${String(w)}`,
      ],
      [
        "guardian",
        "0x00000000000000000000000000000000000000D1",
        (p, w) => `the guardian is ${p.guardian}, but was deployed to be ${String(w)}`,
      ],
      [
        "guardianUntil",
        7,
        (p, w) =>
          `the end of the guardian's term is ${p.guardianUntil}, but was deployed to be ${String(w)}`,
      ],
      [
        "feeBps",
        99,
        (p, w) => `the fee of the job market is ${p.feeBps}, but was deployed to be ${String(w)}`,
      ],
    ];
    for (const [field, wrong, sentence] of WRONG) {
      it(`refuses another ${field}`, async () => {
        const { weft, parameters } = await loadFixture(deployTwo);
        await assertMiswired(weft, { ...parameters, [field]: wrong }, sentence(parameters, wrong));
      });
    }
  });
});
