import type { Provider } from "ethers";
import type { Match } from "../orders/types";
import { verifyOfferSignature, verifyOrderSignature } from "../orders/verify";
import { isSameAccount } from "../words/range";
import { payerOf } from "./context";

interface SignaturesQuestion {
  provider: Provider;
  /** Where providers say who may sign for them. */
  stakeVault: string;
  match: Match;
  /** Digests of the two orders. */
  offer: string;
  request: string;
}

/** Which of the signatures of a match are good, decided as the market decides it. */
export async function readSignatures({
  provider,
  stakeVault,
  match,
  ...digests
}: SignaturesQuestion) {
  const { client } = match.request;
  const payer = payerOf(match.request);
  const [isOfferSigned, isRequestSigned, isPayerSigned] = await Promise.all([
    verifyOfferSignature({
      digest: digests.offer,
      signer: match.offer.provider,
      signature: match.offerSignature,
      provider,
      stakeVault,
    }),
    verifyOrderSignature({
      digest: digests.request,
      signer: client,
      signature: match.requestSignature,
      provider,
    }),
    isSameAccount(payer, client) ||
      verifyOrderSignature({
        digest: digests.request,
        signer: payer,
        signature: match.payerSignature,
        provider,
      }),
  ]);
  return { isOfferSigned, isRequestSigned, isPayerSigned };
}
