import { marketDomain, type WeftDomain } from "@weft/sdk";
import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/signers";
import { parseEther, parseUnits } from "ethers";
import hre from "hardhat";

import { deployWeft, ownedOf, type Weft } from "../lib/deploy";
import { giveToKeys } from "../lib/keys";
import { TestToken__factory, type TestToken } from "../../typechain-types";
import type { Ledger } from "../lib/ledger";

/** Somebody with a key and a name. */
export interface Party {
  name: string;
  signer: HardhatEthersSigner;
}

/** The deployed market and everybody in the story. */
export interface Market extends Weft {
  money: TestToken;
  domain: WeftDomain;
  providers: Party[];
  client: Party;
  matcher: Party;
  attester: Party;
  /** Who judges challenged results. */
  jurors: Party[];
  /** Everything an attester says about the market is about these terms. */
  attestation: { attesters: string[]; threshold: bigint; word: string };
}

const JURORS = 5;
export const MONEY_DECIMALS = 6;
export const STAKE = parseEther("10000");
export const DEPOSIT = parseUnits("1000", MONEY_DECIMALS);

/** Deploys everything to the embedded chain and gives every party what it starts with. */
export async function openMarket(ledger: Ledger): Promise<Market> {
  await hre.run("compile", { quiet: true });
  const { weft } = await deployWeft(hre);
  const [deployer, ...signers] = await hre.ethers.getSigners();
  const names = ["Ada", "Ben", "Mallory", "client", "matcher", "attester"];
  const [ada, ben, mallory, client, matcher, attester] = names.map((name, index) => {
    const signer = signers[index];
    if (signer === undefined) throw new Error("the embedded chain offers too few accounts");
    return { name, signer };
  });
  if (!deployer || !ada || !ben || !mallory || !client || !matcher || !attester) {
    throw new Error("the embedded chain offers too few accounts");
  }
  const keys = { owner: deployer, treasury: deployer };
  await giveToKeys(weft.weftTimelock, Object.values(ownedOf(weft)), keys);
  const money = await new TestToken__factory(deployer).deploy();
  await money.mint(client.signer, DEPOSIT);
  const jurors = signers.slice(names.length, names.length + JURORS).map((signer, index) => ({
    name: `juror ${index + 1}`,
    signer,
  }));
  const providers = [ada, ben, mallory];
  for (const provider of providers) await weft.weftToken.transfer(provider.signer, STAKE);

  const market = { ...weft, money, providers, client, matcher, attester, jurors };
  for (const provider of providers) await provision(market, provider, ledger);
  await openAccount(market, ledger);
  const { chainId } = await hre.ethers.provider.getNetwork();
  const domain = marketDomain({ chainId, contract: await weft.jobMarket.getAddress() });
  const terms = { attesters: [attester.signer.address], threshold: 1n };
  const word = await weft.attestationVerifier.hashTerms(terms);
  return { ...market, domain, attestation: { ...terms, word } };
}

/** A provider stakes and opts in to the market. */
async function provision(market: Weft, { name, signer }: Party, ledger: Ledger): Promise<void> {
  const { weftToken, stakeVault, jobMarket } = market;
  await ledger.send(name, "approve the stake", () =>
    weftToken.connect(signer).approve(stakeVault, STAKE),
  );
  await ledger.send(name, "stake and opt in", () =>
    stakeVault.connect(signer).provision(jobMarket, STAKE),
  );
}

/** The client puts money into its own account in the vault, and opts in to the market. */
async function openAccount(
  market: Weft & { money: TestToken; client: Party },
  ledger: Ledger,
): Promise<void> {
  const { vault, money, jobMarket, client } = market;
  await ledger.send(client.name, "approve the deposit", () =>
    money.connect(client.signer).approve(vault, DEPOSIT),
  );
  const calls = [
    vault.interface.encodeFunctionData("deposit", [
      await money.getAddress(),
      DEPOSIT,
      client.signer.address,
    ]),
    vault.interface.encodeFunctionData("setOperator", [await jobMarket.getAddress(), true]),
  ];
  await ledger.send(client.name, "deposit and opt in", () =>
    vault.connect(client.signer).multicall(calls),
  );
}

/** The clock of the chain, which decides what is in time. */
export async function chainTime(): Promise<number> {
  const block = await hre.ethers.provider.getBlock("latest");
  if (block === null) throw new Error("the chain has no block");
  return block.timestamp;
}

/** Lets time pass on the embedded chain. */
export async function passTime(seconds: number): Promise<void> {
  await hre.network.provider.send("evm_increaseTime", [seconds]);
  await hre.network.provider.send("evm_mine", []);
}
