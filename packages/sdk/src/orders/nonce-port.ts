import type { Provider } from "ethers";
import { read } from "../calls/read";
import { JobMarket__factory } from "../contracts";
import { isJobSlotOpen } from "../matching/slot";
import type { NoncePort } from "./nonce-source";

/** Answers a source of nonces from a market. */
export function noncePort({ provider, market }: { provider: Provider; market: string }): NoncePort {
  const contract = JobMarket__factory.connect(market, provider);
  return {
    epochOf: async (signer) => Number(await read(() => contract.epochOf(signer))),
    isNonceUsable: (signer, nonce) => read(() => contract.isNonceUsable(signer, nonce)),
    isIndexBusy: (client, index) => isJobSlotOpen({ provider, market, client, index }),
  };
}
