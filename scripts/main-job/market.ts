import { marketDomain, type WeftDomain } from "@weft/sdk";
import { parseEther, parseUnits } from "ethers";
import hre from "hardhat";

import { deployWeft, type Weft } from "../lib/deploy";
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
  /** Who has votes by WEFT in a wallet. */
  voters: { erin: Party; fay: Party; gus: Party; hal: Party };
  /** Who receives fees: the timelock, which only votes move. */
  treasury: { name: string; account: string };
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
  if (deployer === undefined) throw new Error("the embedded chain offers no account");
  const partyOf = (name: string): Party => {
    const signer = signers.shift();
    if (signer === undefined) throw new Error("the embedded chain offers too few accounts");
    return { name, signer };
  };
  const providers = ["Ada", "Ben", "Mallory"].map(partyOf);
  const [client, matcher, attester] = [partyOf("client"), partyOf("matcher"), partyOf("attester")];
  const collectors: Market["collectors"] = [partyOf("Cleo"), partyOf("Dan")];
  const jurors = Array.from({ length: JURORS }, (_, index) => partyOf(`juror ${index + 1}`));
  const [erin, fay] = [partyOf("Erin"), partyOf("Fay")];
  const voters = { erin, fay, gus: partyOf("Gus"), hal: partyOf("Hal") };
  const money = await new TestToken__factory(deployer).deploy();
  await money.mint(client.signer, DEPOSIT);
  for (const { signer } of collectors) await money.mint(signer, PURSE);
  for (const provider of providers) await weft.weftToken.transfer(provider.signer, STAKE);

  const treasury = { name: "treasury", account: await weft.weftTimelock.getAddress() };
  const people = { providers, client, matcher, attester, jurors, collectors, voters, treasury };
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
