import type { Offer, Request } from "@weft/sdk";
import { makeNonce } from "@weft/sdk";

import type { Party } from "../../lib/party";
import { bringMatch, offerWork, requestWork, type OpenedJob, type Signed } from "../orders";
import type { Context } from "../story";

/** As long as a job with a court case may take. */
const MOST_SECONDS = 8 * 3_600;

/** What both sides of a job sign about how its result is verified. */
export interface Agreement {
  /** Address of the verifier. */
  verifier: string;
  /** Word of its terms. */
  terms: string;
  /** Index of the nonces, apart from those of the picture. */
  index: number;
  /** What else the request asks for. */
  wish?: Partial<Omit<Request, "units">>;
}

/** One request of as many units as there are providers, and a job of one unit for each. */
export async function openJobs(
  { market, ledger }: Context,
  task: { spec: string },
  providers: readonly Party[],
  { verifier, terms, index, wish = {} }: Agreement,
): Promise<OpenedJob[]> {
  const nonce = makeNonce(0, index);
  const request = await requestWork(market, task, {
    units: providers.length,
    nonce,
    verifier,
    verifierTerms: terms,
    ...wish,
  });
  const opened: OpenedJob[] = [];
  for (const provider of providers) {
    const offer: Signed<Offer> = await offerWork(market, provider, {
      units: 1,
      nonce,
      verifications: [{ verifier, terms }],
      maxSeconds: MOST_SECONDS,
    });
    opened.push(await bringMatch(market, ledger, { provider, offer, request, units: 1 }));
  }
  return opened;
}
