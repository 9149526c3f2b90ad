import type { Provider } from "ethers";
import { JobMarket__factory } from "../contracts";
import { isJobSlotOpen } from "../matching/slot";
import type { NoncePort } from "./nonce-source";

/** Answers a source of nonces from a market. */
export function noncePort({ provider, market }: { provider: Provider; market: string }): NoncePort {
  const contract = JobMarket__factory.connect(market, provider);
  return {
    epochOf: async (signer) => Number(await contract.epochOf(signer)),
    isNonceUsable: (signer, nonce) => contract.isNonceUsable(signer, nonce),
    isIndexBusy: (client, index) => isJobSlotOpen({ provider, market, client, index }),
  };
}
