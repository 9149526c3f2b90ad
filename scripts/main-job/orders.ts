import {
  jobFromReceipt,
  packOffer,
  packRequest,
  packResources,
  signOffer,
  signRequest,
  type Job,
  type Offer,
  type Request,
} from "@weft/sdk";
import { ZeroAddress, ZeroHash, parseEther, parseUnits } from "ethers";

import { chainTime } from "../lib/clock";
import type { Ledger } from "../lib/ledger";
import type { Party } from "../lib/party";
import { MONEY_DECIMALS, type Market } from "./market";

export const PRICE = parseUnits("2", MONEY_DECIMALS);
const COLLATERAL = parseEther("100");
const HOUR = 3_600;

/** An order and the signature that makes it binding. */
export interface Signed<T> {
  order: T;
  signature: string;
}

/** A job that was opened, and who works on it. */
export interface OpenedJob {
  id: string;
  job: Job;
  provider: Party;
}

/** An offer of wasm machine time, good for an hour unless `terms` say else. It costs nothing to make. */
export async function offerWork(
  market: Market,
  provider: Party,
  { units, ...terms }: { units: number; nonce: bigint } & Partial<Omit<Offer, "units">>,
): Promise<Signed<Offer>> {
  const order: Offer = {
    provider: provider.signer.address,
    token: await market.money.getAddress(),
    pricePerUnit: PRICE,
    resources: packResources({ engines: ["wasm"], cores: 2, memory: 4096 }),
    verifications: [
      {
        verifier: await market.attestationVerifier.getAddress(),
        terms: market.attestation.word,
      },
    ],
    condition: ZeroAddress,
    conditionData: ZeroHash,
    venue: ZeroAddress,
    units: BigInt(units),
    minUnits: 1n,
    collateralPerUnit: COLLATERAL,
    minSeconds: 60,
    minVerifySeconds: 600,
    maxSeconds: 2 * HOUR,
    graceSeconds: 60,
    lateSlashBps: 500,
    noResultSlashBps: 2_000,
    wrongSlashBps: 10_000,
    expiry: (await chainTime()) + HOUR,
    ...terms,
  };
  const { domain } = market;
  return { order, signature: await signOffer({ signer: provider.signer, domain, offer: order }) };
}

/** A request for `units` chunks of a task, at up to half above what offers ask unless `terms` say else. */
export async function requestWork(
  market: Market,
  task: { spec: string },
  { units, ...terms }: { units: number; nonce: bigint } & Partial<Omit<Request, "units">>,
): Promise<Signed<Request>> {
  const { client, domain } = market;
  const order: Request = {
    client: client.signer.address,
    payer: ZeroAddress,
    beneficiary: ZeroAddress,
    token: await market.money.getAddress(),
    maxPricePerUnit: (PRICE * 3n) / 2n,
    tipPerUnit: PRICE / 100n,
    needs: packResources({ engines: ["wasm"], memory: 512 }),
    spec: task.spec,
    verifier: await market.attestationVerifier.getAddress(),
    verifierTerms: market.attestation.word,
    condition: ZeroAddress,
    conditionData: ZeroHash,
    // The tip is paid at the match for good: a provider that may match could take it and release.
    venue: market.matcher.signer.address,
    units: BigInt(units),
    minUnits: 1n,
    minCollateralPerUnit: COLLATERAL / 2n,
    maxSeconds: HOUR,
    verifySeconds: HOUR,
    maxGraceSeconds: 300,
    minLateSlashBps: 100,
    minNoResultSlashBps: 1_000,
    minWrongSlashBps: 5_000,
    expiry: (await chainTime()) + HOUR,
    ...terms,
  };
  return { order, signature: await signRequest({ signer: client.signer, domain, request: order }) };
}

/** The two signatures together, as the market takes them. */
export function toMatch(offer: Signed<Offer>, request: Signed<Request>, units: number) {
  return {
    offer: packOffer(offer.order),
    request: packRequest(request.order),
    units: BigInt(units),
    pricePerUnit: offer.order.pricePerUnit,
    offerSignature: offer.signature,
    requestSignature: request.signature,
    payerSignature: "0x",
    offerEvidence: "0x",
    requestEvidence: "0x",
  };
}

/** The matcher brings two orders to the chain, for the tip. */
export async function bringMatch(
  market: Market,
  ledger: Ledger,
  parts: { provider: Party; offer: Signed<Offer>; request: Signed<Request>; units: number },
): Promise<OpenedJob> {
  const { jobMarket, matcher } = market;
  const { provider, offer, request, units } = parts;
  const receipt = await ledger.send(
    matcher.name,
    `match ${units} units with ${provider.name}`,
    () => jobMarket.connect(matcher.signer).matchOrders(toMatch(offer, request, units)),
  );
  const { jobId, job } = jobFromReceipt({ receipt, market: await jobMarket.getAddress() });
  return { id: jobId, job, provider };
}
