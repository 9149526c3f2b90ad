import { marketDomain, type WeftDomain } from "@weft/sdk";
import { parseEther, parseUnits } from "ethers";
import hre from "hardhat";

import { deployWeft, ownedOf, type Weft } from "../lib/deploy";
import { giveToKeys } from "../lib/keys";
import { TestToken__factory, type TestToken } from "../../typechain-types";
import type { Ledger } from "../lib/ledger";
import type { Party } from "../lib/party";

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
  /** Who buys what was computed. */
  collectors: [Party, Party];
  /** Who receives fees. */
  treasury: Party;
  /** Everything an attester says about the market is about these terms. */
  attestation: { attesters: string[]; threshold: bigint; word: string };
}

const JURORS = 5;
export const MONEY_DECIMALS = 6;
export const STAKE = parseEther("10000");
/** What a collector starts with. */
export const PURSE = parseUnits("500", MONEY_DECIMALS);
export const DEPOSIT = parseUnits("1000", MONEY_DECIMALS);

/** Deploys everything to the embedded chain and gives every party what it starts with. */
export async function openMarket(ledger: Ledger): Promise<Market> {
  const { weft } = await deployWeft(hre);
  const [deployer, ...signers] = await hre.ethers.getSigners();
  const names = ["Ada", "Ben", "Mallory", "client", "matcher", "attester", "Cleo", "Dan"];
  const [ada, ben, mallory, client, matcher, attester, cleo, dan] = names.map((name, index) => {
    const signer = signers[index];
    if (signer === undefined) throw new Error("the embedded chain offers too few accounts");
    return { name, signer };
  });
  if (!deployer || !ada || !ben || !mallory || !client || !matcher || !attester || !cleo || !dan) {
    throw new Error("the embedded chain offers too few accounts");
  }
  const keys = { owner: deployer, treasury: deployer };
  await giveToKeys(weft.weftTimelock, Object.values(ownedOf(weft)), keys);
  const money = await new TestToken__factory(deployer).deploy();
  await money.mint(client.signer, DEPOSIT);
  const collectors: Market["collectors"] = [cleo, dan];
  for (const { signer } of collectors) await money.mint(signer, PURSE);
  const jurors = signers.slice(names.length, names.length + JURORS).map((signer, index) => ({
    name: `juror ${index + 1}`,
    signer,
  }));
  const providers = [ada, ben, mallory];
  for (const provider of providers) await weft.weftToken.transfer(provider.signer, STAKE);

  const treasury = { name: "treasury", signer: deployer };
  const people = { providers, client, matcher, attester, jurors, collectors, treasury };
  const market = { ...weft, money, ...people };
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

/** Lets time pass on the embedded chain. */
export async function passTime(seconds: number): Promise<void> {
  await hre.network.provider.send("evm_increaseTime", [seconds]);
  await hre.network.provider.send("evm_mine", []);
}
