import { OFFER_TYPES, makeNonce, type Offer, type Request } from "@weft/sdk";
import { MaxUint256, Signature, ZeroHash, parseEther } from "ethers";

import { chainTime } from "../lib/clock";
import type { Party } from "../lib/party";
import { sentenceOf } from "../lib/sentence";
import { table } from "../lib/table";
import type { Market } from "./market";
import { offerWork, requestWork, toMatch, type Signed } from "./orders";
import type { Task } from "./task";

interface Attempt {
  what: string;
  match: ReturnType<typeof toMatch>;
}

/** The order of the curve: a signature's `s` and its negative both verify where nobody looks. */
const CURVE_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

/** Tries matches that must not be, without sending them, and lists the sentences that come back. */
export async function showRefusals(market: Market, task: Task): Promise<string> {
  const rows: string[][] = [];
  for (const { what, match } of await attempts(market, task)) {
    const refusal = await refusalOf(market, match);
    if (refusal === undefined) throw new Error(`the market took ${what}`);
    rows.push([what, refusal]);
  }
  return table(["attempt", "what the market says"], rows);
}

async function refusalOf(
  { jobMarket, matcher }: Market,
  match: Attempt["match"],
): Promise<string | undefined> {
  try {
    await jobMarket.connect(matcher.signer).matchOrders.staticCall(match);
    return undefined;
  } catch (error) {
    return sentenceOf(error);
  }
}

async function attempts(market: Market, task: Task): Promise<Attempt[]> {
  const [provider] = market.providers;
  if (provider === undefined) return [];
  const nonce = makeNonce(0, 100);
  const offer = await offerWork(market, provider, { units: 4, nonce });
  const request = await requestWork(market, task, { units: 4, nonce });
  const now = await chainTime();
  const other = await market.money.getAddress();
  const offering = async (change: Partial<Omit<Offer, "units">>): Promise<Signed<Offer>> =>
    offerWork(market, provider, { units: 4, nonce, ...change });
  const requesting = async (change: Partial<Omit<Request, "units">>): Promise<Signed<Request>> =>
    requestWork(market, task, { units: 4, nonce, ...change });
  const tries: [string, Signed<Offer>, Signed<Request>, number][] = [
    ["zero units", offer, request, 0],
    ["more units than offered", offer, request, 5],
    ["an offer that expired", await offering({ expiry: now - 1 }), request, 1],
    ["orders of another epoch", await offering({ nonce: makeNonce(7, 0) }), request, 1],
    ["a cancelled order", offer, await cancelled(market, task), 1],
    ["a client whose account is empty", offer, request, 1],
    ["a client who did not opt in", offer, await outsider(market, task), 1],
    ["a price above the bid", await offering({ pricePerUnit: MaxUint256 >> 140n }), request, 1],
    ["too little collateral", await offering({ collateralPerUnit: 1n }), request, 1],
    ["a machine without wasm", await offering({ resources: 0n }), request, 1],
    ["a verifier not offered", offer, await requesting({ verifier: other }), 1],
    ["another token", offer, await requesting({ token: await market.vault.getAddress() }), 1],
    ["a job beyond half the thaw time", offer, await requesting({ verifySeconds: 86_400 * 20 }), 1],
    [
      "more collateral than staked",
      await offering({ collateralPerUnit: parseEther("9999") }),
      request,
      4,
    ],
    [
      "another spec under the signature",
      offer,
      { ...request, order: { ...request.order, spec: ZeroHash } },
      1,
    ],
    ["a malleable signature", { ...offer, signature: mirrored(offer.signature) }, request, 1],
    ["another chain's signature", await elsewhere(market, provider, { chainId: 1n }), request, 1],
    [
      "another contract's signature",
      await elsewhere(market, provider, { verifyingContract: other }),
      request,
      1,
    ],
  ];
  return tries.map(([what, o, r, units]) => ({ what, match: toMatch(o, r, units) }));
}

/** The same signature on the other side of the curve. */
function mirrored(signature: string): string {
  const { r, s, v } = Signature.from(signature);
  const flipped = (CURVE_ORDER - BigInt(s)).toString(16).padStart(64, "0");
  return `${r}${flipped}${v === 27 ? "1c" : "1b"}`;
}

/** An offer that the provider signed for another place. */
async function elsewhere(
  market: Market,
  provider: Party,
  place: { chainId: bigint } | { verifyingContract: string },
): Promise<Signed<Offer>> {
  const { order } = await offerWork(market, provider, { units: 4, nonce: makeNonce(0, 100) });
  const domain = { ...market.domain, ...place };
  const signature = await provider.signer.signTypedData(domain, OFFER_TYPES, { ...order });
  return { order, signature };
}

/** A request that its client has taken back. */
async function cancelled(market: Market, task: Task): Promise<Signed<Request>> {
  const nonce = makeNonce(0, 101);
  const request = await requestWork(market, task, { units: 4, nonce });
  await (await market.jobMarket.connect(market.client.signer).cancel(nonce)).wait();
  return request;
}

/** A request of somebody who never made the market an operator of its account. */
async function outsider(market: Market, task: Task): Promise<Signed<Request>> {
  const terms = { units: 4, nonce: makeNonce(0, 100) };
  return requestWork({ ...market, client: market.matcher }, task, terms);
}
