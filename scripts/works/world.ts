import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/signers";
import { id, parseEther } from "ethers";
import hre from "hardhat";

import WorksModule from "../../deploy/modules/Works";
import { TestToken__factory, WorkMarket__factory, type TestToken } from "../../typechain-types";
import { giveToKeys } from "../lib/keys";
import type { Ledger } from "../lib/ledger";
import { readParameters } from "../lib/parameters";
import type { Party } from "../lib/party";
import { allowSales, openStall, type Stall } from "./stall";

/** The deployed contracts and everybody in the story. */
export interface World {
  at: { works: string; workMarket: string; splits: string; money: string };
  money: TestToken;
  stall: Stall;
  feeBps: number;
  artist: Party;
  partner: Party;
  remixer: Party;
  collectors: [Party, Party, Party];
}

const PURSE = parseEther("1000");

function people(signers: HardhatEthersSigner[]): Party[] {
  const names = ["Vera", "Otto", "Rita", "Ada", "Ben", "Cleo"];
  return names.flatMap((name, index) => {
    const signer = signers[index];
    return signer === undefined ? [] : [{ name, signer }];
  });
}

/** Deploys works and their market; everybody approves the market, and has some of a token it lists. */
export async function openWorld(ledger: Ledger): Promise<World> {
  await hre.run("compile", { quiet: true });
  const [deployer, ...signers] = await hre.ethers.getSigners();
  const [artist, partner, remixer, ada, ben, cleo] = people(signers);
  if (!deployer || !artist || !partner || !remixer || !ada || !ben || !cleo) {
    throw new Error("the embedded chain offers too few accounts");
  }
  const { chainId } = await hre.ethers.provider.getNetwork();
  const place = { network: hre.network.name, chainId: Number(chainId) };
  const { feeBps, thawSeconds, holder } = readParameters({
    ...place,
    deployer: deployer.address,
  });
  const deployed = await hre.ignition.deploy(WorksModule, {
    parameters: {
      WeftToken: { holder },
      StakeVault: { thawSeconds },
      JobMarket: { feeBps },
      Works: { feeBps, metadata: id("Weft Works") },
    },
  });
  const money = await new TestToken__factory(deployer).deploy();
  const at = {
    works: await deployed.works.getAddress(),
    workMarket: await deployed.workMarket.getAddress(),
    splits: await deployed.splits.getAddress(),
    money: await money.getAddress(),
  };
  const market = WorkMarket__factory.connect(at.workMarket, deployer);
  await giveToKeys(deployed.weftTimelock, [market], { owner: deployer, treasury: deployer });
  await market.setCurrency(money, true);
  const stall = await openStall({ at, ledger });
  for (const { name, signer } of [artist, partner, remixer, ada, ben, cleo]) {
    await money.mint(signer, PURSE);
    await money.connect(signer).approve(at.workMarket, PURSE);
    await allowSales(stall, { name, signer });
  }
  const collectors: World["collectors"] = [ada, ben, cleo];
  return { at, money, stall, feeBps, artist, partner, remixer, collectors };
}
