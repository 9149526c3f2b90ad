import { ZeroAddress, ZeroHash } from "ethers";
import type { Resources } from "../resources/resources";
import { checkAccount } from "../words/range";
import {
  checkAmount,
  checkExpiry,
  checkShare,
  checkUnits,
  toResourceWord,
  unixNow,
} from "./build-checks";
import { packRequest, unpackRequest } from "./pack-request";
import type { Request } from "./types";

const DEFAULT_LIFE_SECONDS = 3_600;

interface Required {
  client: string;
  token: string;
  maxPricePerUnit: bigint;
  needs: bigint | Partial<Resources>;
  spec: string;
  verifier: string;
  nonce: bigint;
}

export interface BuildRequestParameters extends Required, Partial<Omit<Request, keyof Required>> {
  /** Unix second that `expiry` is counted from where it is left out; by default this machine's clock. */
  now?: number;
}

/**
 * A request with defaults for what is left out: the client pays and owns the result, no tip, no
 * condition, open to all, one unit, any collateral and any slash, one hour for the work and one for
 * the verdict, at most five minutes of grace, good for one hour.
 *
 * A tip is the matcher's at the match for good, whatever becomes of the job: a provider can match an open request itself,
 * take it and release the job at once. With a tip, name a `venue`, or a condition that strangers fail.
 *
 * @throws InvalidFieldError for a request that no market would ever match.
 * @example
 * buildRequest({
 *   client, token, maxPricePerUnit: 1_000_000n, needs: { engines: ["wasm"] },
 *   spec, verifier, verifierTerms, nonce: await nonces.next(),
 * });
 */
export function buildRequest({ now = unixNow(), ...given }: BuildRequestParameters): Request {
  const request: Request = {
    payer: ZeroAddress,
    beneficiary: ZeroAddress,
    tipPerUnit: 0n,
    verifierTerms: ZeroHash,
    condition: ZeroAddress,
    conditionData: ZeroHash,
    venue: ZeroAddress,
    units: 1n,
    minUnits: 1n,
    minCollateralPerUnit: 0n,
    maxSeconds: 3_600,
    verifySeconds: 3_600,
    maxGraceSeconds: 300,
    minLateSlashBps: 0,
    minNoResultSlashBps: given.minLateSlashBps ?? 0,
    minWrongSlashBps: given.minNoResultSlashBps ?? given.minLateSlashBps ?? 0,
    expiry: now + DEFAULT_LIFE_SECONDS,
    ...given,
    client: checkAccount("client", given.client),
    token: checkAccount("token", given.token),
    verifier: checkAccount("verifier", given.verifier),
    needs: toResourceWord("needs", given.needs),
  };
  const normal = unpackRequest(packRequest(request));
  checkUnits(normal);
  checkExpiry(normal.expiry, now);
  checkShare("minLateSlashBps", normal.minLateSlashBps);
  checkShare("minNoResultSlashBps", normal.minNoResultSlashBps);
  checkShare("minWrongSlashBps", normal.minWrongSlashBps);
  checkAmount("minCollateralPerUnit", normal.minCollateralPerUnit, normal.minUnits, 96);
  return normal;
}
