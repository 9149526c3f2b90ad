import { type HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/signers";
import { time } from "@nomicfoundation/hardhat-network-helpers";
import type { Signer } from "ethers";
import { ethers } from "hardhat";
import {
  attestationDomain,
  attestationTerms,
  AttestationVerifier__factory,
  buildMatch,
  buildOffer,
  buildRequest,
  hashTerms,
  JobMarket__factory,
  Reputation__factory,
  marketDomain,
  signAsPayer,
  signOffer,
  signRequest,
  stake,
  StakeVault__factory,
  toWeftError,
  vault,
  Vault__factory,
  WeftToken__factory,
  type Match,
  type Offer,
  type Request,
  type WeftError,
} from "../../../packages/sdk/src";
import { TestToken__factory } from "../../../typechain-types/factories/contracts/test/TestToken__factory";
import { once } from "../../support/once";

export const THAW_SECONDS = 14 * 86_400;
export const FEE_BPS = 100;
export const WEFT = 10n ** 18n;
export const USD = 10n ** 6n;
export const SPEC = `0x${"5e".repeat(32)}`;

async function people() {
  const signers = await ethers.getSigners();
  const take = (i: number): HardhatEthersSigner => {
    const signer = signers[i];
    if (signer === undefined) throw new Error("the network has too few accounts");
    return signer;
  };
  return {
    deployer: take(0),
    provider: take(1),
    client: take(2),
    payer: take(3),
    matcher: take(4),
    treasury: take(5),
    stranger: take(6),
    first: take(7),
    second: take(8),
    third: take(9),
  };
}

/** Contracts deployed, nobody has staked or deposited yet. */
export const deployWorld = once(async () => {
  const who = await people();
  const weft = await new WeftToken__factory(who.deployer).deploy(who.deployer);
  const token = await new TestToken__factory(who.deployer).deploy();
  const vaultContract = await new Vault__factory(who.deployer).deploy();
  const stakeVault = await new StakeVault__factory(who.deployer).deploy(
    weft,
    vaultContract,
    THAW_SECONDS,
  );
  const recorder = await new Reputation__factory(who.deployer).deploy(who.deployer);
  const market = await new JobMarket__factory(who.deployer).deploy(
    vaultContract,
    stakeVault,
    who.deployer,
    who.treasury,
    FEE_BPS,
    recorder,
  );
  const verifier = await new AttestationVerifier__factory(who.deployer).deploy(stakeVault);
  const at = {
    weft: await weft.getAddress(),
    token: await token.getAddress(),
    vault: await vaultContract.getAddress(),
    stakeVault: await stakeVault.getAddress(),
    market: await market.getAddress(),
    verifier: await verifier.getAddress(),
  };
  await weft.transfer(who.provider, 10_000n * WEFT);
  await token.mint(who.client, 10_000n * USD);
  await token.mint(who.payer, 10_000n * USD);
  const { chainId } = await ethers.provider.getNetwork();
  const terms = attestationTerms({
    attesters: [who.first.address, who.second.address, who.third.address],
    threshold: 2,
  });
  return {
    who,
    weft,
    token,
    vault: vaultContract,
    stakeVault,
    market,
    verifier,
    at,
    provider: ethers.provider,
    domain: marketDomain({ chainId, contract: at.market }),
    attestations: attestationDomain({ chainId, contract: at.verifier }),
    terms,
    termsHash: hashTerms(terms),
  };
});

export type World = Awaited<ReturnType<typeof deployWorld>>;

/** Contracts deployed; provider staked 1,000 WEFT, client and payer deposited 1,000 USD and opted in. */
export async function openWorld(): Promise<World> {
  const world = await deployWorld();
  const { who, at } = world;
  const market = at.market;
  await stake.provisionWithPermit({
    signer: who.provider,
    stakeVault: at.stakeVault,
    market,
    amount: 1_000n * WEFT,
  });
  for (const signer of [who.client, who.payer]) {
    const money = { token: at.token, amount: 1_000n * USD, hasPermit: true };
    await vault.openAccount({ signer, vault: at.vault, market, ...money });
  }
  return world;
}

/** An open world in which a stranger delegated 3,000 WEFT to the provider, who keeps a tenth of what they earn. */
export async function poolWorld(): Promise<World> {
  const world = await openWorld();
  const { who, at, weft } = world;
  const call = { stakeVault: at.stakeVault, market: at.market };
  await weft.transfer(who.stranger, 10_000n * WEFT);
  await stake.openPool({ ...call, signer: who.provider, commissionBps: 1_000, tokens: [at.token] });
  const provider = who.provider.address;
  await stake.delegate({ ...call, signer: who.stranger, provider, amount: 3_000n * WEFT });
  return world;
}

/** What an action failed with. */
export async function failureOf(action: Promise<unknown>): Promise<unknown> {
  return action.then(
    () => {
      throw new Error("nothing was refused");
    },
    (error: unknown) => error,
  );
}

/** The failure of an action, as the calls throw it. */
export async function refusalOf(action: Promise<unknown>): Promise<WeftError> {
  return toWeftError(await failureOf(action));
}

/** The changes that a test makes to a pair of orders that match. */
export interface Changes {
  offer?: Partial<Offer>;
  request?: Partial<Request>;
  match?: Partial<Omit<Match, "offer" | "request">>;
}

/**
 * A pair of orders of ten units each that match, with a test's changes, signed by all it names.
 *
 * @param operator Signs the offer in the provider's place.
 */
export async function signedMatch(
  world: World,
  changes: Changes = {},
  operator?: Signer,
): Promise<Match> {
  const { who, at, domain, termsHash } = world;
  const now = await time.latest();
  const offer: Offer = {
    ...buildOffer({
      provider: who.provider.address,
      token: at.token,
      pricePerUnit: 2n * USD,
      resources: { engines: ["wasm"], cores: 8, memory: 16_384, regions: ["europe-west"] },
      verifications: [{ verifier: at.verifier, terms: termsHash }],
      units: 10n,
      collateralPerUnit: WEFT,
      nonce: 0n,
      now,
    }),
    ...changes.offer,
  };
  const request: Request = {
    ...buildRequest({
      client: who.client.address,
      token: at.token,
      maxPricePerUnit: 3n * USD,
      needs: { engines: ["wasm"], cores: 4 },
      spec: SPEC,
      verifier: at.verifier,
      verifierTerms: termsHash,
      units: 10n,
      minCollateralPerUnit: WEFT / 2n,
      nonce: 0n,
      now,
    }),
    ...changes.request,
  };
  const byClient = Object.values(who).find(({ address }) => address === request.client);
  const byPayer = Object.values(who).find(({ address }) => address === request.payer);
  const signatures = {
    offer: await signOffer({
      signer: operator ?? who.provider,
      domain,
      offer,
      isOperator: operator !== undefined,
    }),
    request: await signRequest({ signer: byClient ?? who.client, domain, request }),
    ...(byPayer === undefined
      ? {}
      : { payer: await signAsPayer({ signer: byPayer, domain, request }) }),
  };
  return { ...buildMatch({ offer, request, units: 4n, signatures }), ...changes.match };
}
