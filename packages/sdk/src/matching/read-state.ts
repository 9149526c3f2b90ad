import type { Provider } from "ethers";
import { read } from "../calls/read";
import { nextBlockTime } from "../calls/clock";
import { JobMarket__factory } from "../contracts";
import { offerDigest, requestDigest } from "../orders/digest";
import { splitNonce } from "../orders/nonce";
import { marketDomain } from "../orders/typed-data";
import type { Match } from "../orders/types";
import { payerOf, type MatchState } from "./context";
import { readFunds } from "./read-funds";
import { offerQuestion, readOrder, requestQuestion } from "./read-order";
import { readSignatures } from "./read-signatures";
import { readVerification, type KnownVerifiers } from "./read-verification";
import { isJobSlotOpen } from "./slot";

interface ReadMatchStateParameters {
  provider: Provider;
  /** Address of the market. */
  market: string;
  match: Match;
  /** Unix second of the block that the match would be in; by default the next block's, as far as it is known. */
  time?: number;
  /** The deployment's verifiers: where the request names one of them, its terms are checked too. */
  verifiers?: KnownVerifiers;
}

async function readSlot(
  { provider, market, match: { request } }: ReadMatchStateParameters,
  filled: bigint,
) {
  return isJobSlotOpen({
    provider,
    market,
    client: request.client,
    index: splitNonce(request.nonce).index,
    firstUnit: request.units === 1n ? 0n : filled,
  });
}

/**
 * What `checkMatch` needs of the chain. Reads in parallel; the answers may be of neighbouring blocks.
 *
 * @example
 * const state = await readMatchState({ provider, market, match, verifiers: { optimisticVerifier } });
 */
export function readMatchState(parameters: ReadMatchStateParameters): Promise<MatchState> {
  return read(() => readAll(parameters));
}

async function readAll(parameters: ReadMatchStateParameters): Promise<MatchState> {
  const { provider, match } = parameters;
  const { offer, request } = match;
  const { chainId } = await provider.getNetwork();
  const domain = marketDomain({ chainId, contract: parameters.market });
  const market = JobMarket__factory.connect(parameters.market, provider);
  const stakeVault = await market.stakeVault();
  const [offered, digest] = [offerDigest(domain, offer), requestDigest(domain, request)];
  const payer = payerOf(request);
  const [
    time,
    maxJobSeconds,
    signed,
    offerState,
    requestState,
    isPayerRevoked,
    verification,
    funds,
  ] = await Promise.all([
    parameters.time ?? nextBlockTime(provider),
    market.maxJobSeconds(),
    readSignatures({ provider, stakeVault, match, offer: offered, request: digest }),
    readOrder(provider, market, offerQuestion(match, offered)),
    readOrder(provider, market, requestQuestion(match, digest)),
    market.isPayerRevoked(payer, digest),
    readVerification(provider, parameters.verifiers ?? {}, request.verifier),
    readFunds(provider, market, {
      worker: offer.provider,
      payer,
      token: offer.token,
      stakeVault,
    }),
  ]);
  return {
    domain,
    time,
    maxJobSeconds: Number(maxJobSeconds),
    offer: { ...offerState, isSigned: signed.isOfferSigned },
    request: { ...requestState, isSigned: signed.isRequestSigned },
    isPayerSigned: signed.isPayerSigned,
    isPayerRevoked,
    verification,
    isSlotBusy: await readSlot(parameters, requestState.filled),
    ...funds,
  };
}
