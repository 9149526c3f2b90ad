import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/signers";
import { time } from "@nomicfoundation/hardhat-network-helpers";
import {
  offerDigest,
  packOffer,
  packRequest,
  packResources,
  requestDigest,
  signAsPayer,
  signOffer,
  signRequest,
  type MatchStruct,
  type Offer,
  type Request,
} from "@weft/sdk";
import { ethers, ZeroAddress, ZeroHash } from "ethers";

import type { Party, World } from "./deploy";

export const TERMS = ethers.id("terms of the verification");
export const SPEC = ethers.id("program, inputs and limits");
/** An odd price and an odd collateral, so that nothing divides evenly. */
export const PRICE = 1_000_003n;
export const COLLATERAL = 7n * 10n ** 18n + 1n;
export const UNITS = 10n;

/** A match before it is signed; change any part of it. */
export interface Draft {
  offer: Offer;
  request: Request;
  units: bigint;
  pricePerUnit: bigint;
  matcher: HardhatEthersSigner;
  /** Parts of the signed match to replace. */
  tampered: Partial<MatchStruct>;
}

export interface DraftOverrides {
  offer?: Partial<Offer>;
  request?: Partial<Request>;
  units?: bigint;
  pricePerUnit?: bigint;
  matcher?: HardhatEthersSigner;
  tampered?: Partial<MatchStruct>;
}

async function offerOf(world: World, overrides: Partial<Offer>): Promise<Offer> {
  return {
    provider: world.provider.address,
    token: await world.token.getAddress(),
    pricePerUnit: PRICE,
    resources: packResources({ engines: ["wasm", "container"], cores: 16, memory: 65_536 }),
    verifications: [{ verifier: await world.verifier.getAddress(), terms: TERMS }],
    condition: ZeroAddress,
    conditionData: ZeroHash,
    venue: ZeroAddress,
    units: UNITS,
    minUnits: 1n,
    collateralPerUnit: COLLATERAL,
    minSeconds: 60,
    minVerifySeconds: 60,
    maxSeconds: 10_000,
    graceSeconds: 300,
    lateSlashBps: 333,
    noResultSlashBps: 2_001,
    wrongSlashBps: 10_000,
    expiry: (await time.latest()) + 86_400,
    nonce: 0n,
    ...overrides,
  };
}

async function requestOf(world: World, overrides: Partial<Request>): Promise<Request> {
  return {
    client: world.client.address,
    payer: ZeroAddress,
    beneficiary: ZeroAddress,
    token: await world.token.getAddress(),
    maxPricePerUnit: PRICE + 999n,
    tipPerUnit: 0n,
    needs: packResources({ engines: ["wasm"], cores: 4, memory: 4_096 }),
    spec: SPEC,
    verifier: await world.verifier.getAddress(),
    verifierTerms: TERMS,
    condition: ZeroAddress,
    conditionData: ZeroHash,
    venue: ZeroAddress,
    units: UNITS,
    minUnits: 1n,
    minCollateralPerUnit: COLLATERAL - 1n,
    maxSeconds: 3_600,
    verifySeconds: 1_800,
    maxGraceSeconds: 600,
    minLateSlashBps: 100,
    minNoResultSlashBps: 1_000,
    minWrongSlashBps: 3_000,
    expiry: (await time.latest()) + 86_400,
    nonce: 0n,
    ...overrides,
  };
}

/** A match that goes through, with what the test wants otherwise. */
export async function draftOf(world: World, overrides: DraftOverrides = {}): Promise<Draft> {
  const offer = await offerOf(world, overrides.offer ?? {});
  const request = await requestOf(world, overrides.request ?? {});
  return {
    offer,
    request,
    units: overrides.units ?? UNITS,
    pricePerUnit: overrides.pricePerUnit ?? offer.pricePerUnit,
    matcher: overrides.matcher ?? world.matcher,
    tampered: overrides.tampered ?? {},
  };
}

/** The party at an address, which must be one of the world's. */
export function partyAt(world: World, address: string): Party {
  const party = world.parties.find((candidate) => candidate.address === address);
  if (party === undefined) throw new Error(`nobody here is ${address}`);
  return party;
}

/** The account that pays for a request. */
export function payerOf({ client, payer }: Request): string {
  return payer === ZeroAddress ? client : payer;
}

type SignParameters = Parameters<typeof signOffer>[0];

/** Who signs for an address; nobody where it is no party, and the signature stays empty. */
async function signedBy(
  world: World,
  address: string,
  sign: (parameters: Omit<SignParameters, "offer">) => Promise<string>,
): Promise<string> {
  const party = world.parties.find((candidate) => candidate.address === address);
  if (party === undefined) return "0x";
  return sign({ signer: party.key, domain: world.domain, isForWallet: party.wallet !== null });
}

/** The draft with every signature it needs, as the market takes it. */
export async function signMatch(world: World, draft: Draft): Promise<MatchStruct> {
  const { offer, request, units, pricePerUnit, tampered } = draft;
  const hasPayer = payerOf(request) !== request.client;
  return {
    offer: packOffer(offer),
    request: packRequest(request),
    units,
    pricePerUnit,
    offerSignature: await signedBy(world, offer.provider, (by) => signOffer({ ...by, offer })),
    requestSignature: await signedBy(world, request.client, (by) =>
      signRequest({ ...by, request }),
    ),
    payerSignature: hasPayer
      ? await signedBy(world, request.payer, (by) => signAsPayer({ ...by, request }))
      : "0x",
    offerEvidence: "0x",
    requestEvidence: "0x",
    ...tampered,
  };
}

/** The digests of a draft's two orders. */
export function digestsOf({ domain }: World, { offer, request }: Draft) {
  return { offer: offerDigest(domain, offer), request: requestDigest(domain, request) };
}
