import { loadFixture, setBalance, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ZeroAddress } from "ethers";
import hre, { ethers } from "hardhat";

import WeftModule from "../../deploy/modules/Weft";
import { GOVERNOR_ID } from "../../scripts/lib/contract-ids";
import { ParameterError, readParameters, type Parameters } from "../../scripts/lib/parameters";
import {
  BalanceError,
  EmbeddedNetworkError,
  StaleJournalError,
  checkBeforeDeploy,
  checkJournal,
  checkTerm,
  refuseEmbedded,
} from "../../scripts/lib/preflight";

const DAY = 86_400;
const YEAR = 365 * DAY;
const POOR = "0x00000000000000000000000000000000000000D1";
const ALL =
  /^the balance of (0x[0-9a-fA-F]{40}) is ([\d.]+) ether, but must be at least ([\d.]+) for what is left to deploy$/;

function localParameters(changes: Partial<Parameters> = {}): Parameters {
  const place = { network: "hardhat", chainId: 31_337, deployer: POOR };
  return { ...readParameters(place), ...changes };
}

describe("checkBeforeDeploy", () => {
  const check = (deployed: ReadonlyMap<string, string>, parameters = localParameters()) =>
    checkBeforeDeploy(hre, WeftModule, { deployed, deployer: POOR, parameters });

  async function neededFor(deployed: ReadonlyMap<string, string>): Promise<bigint> {
    const outcome: unknown = await check(deployed).catch((error: unknown) => error);
    expect(outcome).to.be.an.instanceOf(BalanceError);
    const [, account, balance, needed] =
      ALL.exec(String(outcome).slice("BalanceError: ".length)) ?? [];
    expect(account).to.equal(POOR);
    expect(balance).to.equal("0.0");
    return ethers.parseEther(needed ?? "");
  }

  it("refuses an account that cannot pay, says what it must have, and takes one that has it", async () => {
    await loadFixture(nothing);
    const needed = await neededFor(new Map());
    await setBalance(POOR, needed);
    await check(new Map());
    await setBalance(POOR, needed - 1n);
    await expect(check(new Map())).to.be.rejectedWith(BalanceError);
  });

  it("asks for at least what a deployment spends, and not for twice as much", async () => {
    await loadFixture(nothing);
    const needed = await neededFor(new Map());
    const { maxFeePerGas } = await ethers.provider.getFeeData();
    const first = (await ethers.provider.getBlockNumber()) + 1;
    await hre.ignition.deploy(WeftModule, { parameters: MODULE_PARAMETERS });
    let spent = 0n;
    for (let block = first; block <= (await ethers.provider.getBlockNumber()); block++) {
      spent += (await ethers.provider.getBlock(block))?.gasUsed ?? 0n;
    }
    const gas = needed / (maxFeePerGas ?? 1n);
    expect(gas).to.be.greaterThan(spent);
    expect(gas).to.be.lessThan(spent * 2n);
  });

  it("asks for less when part is deployed already", async () => {
    await loadFixture(nothing);
    const all = await neededFor(new Map());
    const rest = await neededFor(new Map([[GOVERNOR_ID, POOR]]));
    expect(rest).to.be.lessThan(all);
    expect(rest).to.be.greaterThan(0n);
  });

  it("reads the term of a guardian by the clock of the chain, until the governor is there", async () => {
    await loadFixture(nothing);
    await setBalance(POOR, ethers.parseEther("100"));
    const over = localParameters({ guardian: POOR, guardianUntil: await time.latest() });
    await expect(check(new Map(), over)).to.be.rejectedWith(ParameterError, "guardianUntil");
    await check(new Map([[GOVERNOR_ID, POOR]]), over);
  });
});

describe("checkJournal", () => {
  it("takes what is there, and refuses a journal of another chain by name", async () => {
    const vault = await (await ethers.deployContract("Vault")).getAddress();
    await checkJournal(ethers.provider, "some/folder", new Map([["Vault#Vault", vault]]));
    const gone = new Map([
      ["Vault#Vault", vault],
      ["Works#Works", POOR],
    ]);
    await expect(checkJournal(ethers.provider, "some/folder", gone)).to.be.rejectedWith(
      StaleJournalError,
      `the journal in some/folder has Works#Works at ${POOR}, but this chain has no code there`,
    );
  });
});

async function nothing(): Promise<void> {
  await setBalance(POOR, 0n);
}

const MODULE_PARAMETERS = {
  WeftToken: { holder: POOR },
  StakeVault: { thawSeconds: 28 * DAY },
  JobMarket: { feeBps: 100 },
  LeaseMarket: { feeBps: 100 },
  OneShotMarket: { feeBps: 100 },
  Works: { feeBps: 100, metadata: ethers.id("metadata") },
  Rewards: { firstBudget: 10n ** 18n, halfLifeEpochs: 104, fractionBps: 5_000 },
};

describe("refuseEmbedded", () => {
  it("refuses the embedded network, and says which there are", () => {
    expect(() => refuseEmbedded(hre)).to.throw(
      EmbeddedNetworkError,
      "the network is hardhat, whose chain ends with this process, but must be one that stays: localhost, sepolia, base-sepolia, production",
    );
  });

  it("takes another", () => {
    const network = { ...hre.network, name: "localhost" };
    expect(() => refuseEmbedded({ network, config: hre.config })).not.to.throw();
  });
});

describe("checkTerm", () => {
  const NOW = Date.UTC(2027, 0, 1) / 1_000;
  const term = (guardianUntil: number) => localParameters({ guardian: POOR, guardianUntil });

  it("takes none, the next second, and a year", () => {
    checkTerm(localParameters({ guardian: ZeroAddress, guardianUntil: 0 }), NOW);
    for (const until of [NOW + 1, NOW + YEAR]) checkTerm(term(until), NOW);
  });

  for (const [until, date] of [
    [NOW, "2027-01-01"],
    [NOW - DAY, "2026-12-31"],
    [NOW + YEAR + 1, "2028-01-01"],
  ] as const) {
    it(`refuses ${date}, and says what it may be`, () => {
      expect(() => checkTerm(term(until), NOW)).to.throw(
        ParameterError,
        `guardianUntil is "${date}", but must be after 2027-01-01 and not after 2028-01-01, by the clock of the chain`,
      );
    });
  }
});
