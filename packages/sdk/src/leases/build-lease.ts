import { ZeroAddress } from "ethers";
import { checkExpiry, unixNow } from "../orders/build-checks";
import { checkAccount } from "../words/range";
import { checkLease } from "./check-lease";
import type { Lease } from "./types";

const DEFAULT_LIFE_SECONDS = 86_400;
const DEFAULT_OPENING_SECONDS = 3_600;

interface Required {
  client: string;
  provider: string;
  token: string;
  spec: string;
  cap: bigint;
  ratePerHour: bigint;
  nonce: bigint;
}

export interface BuildLeaseParameters extends Required, Partial<Omit<Lease, keyof Required>> {
  /** Unix second that times are counted from where they are left out; by default this machine's clock. */
  now?: number;
}

/**
 * A lease with defaults for what is left out: the client pays from a float and signs every voucher
 * itself, nothing is paid without vouchers, for one day from now, to be opened within one hour, one
 * hour of notice, one day for the last collection.
 *
 * @throws InvalidFieldError for a lease that the market would never open.
 * @example
 * buildLease({
 *   client, provider, token, spec, cap: 50_000_000n, ratePerHour: 5_000_000n,
 *   voucherSigner: key.address, nonce: await nonces.next(),
 * });
 */
export function buildLease({ now = unixNow(), ...given }: BuildLeaseParameters): Lease {
  const startsAt = given.startsAt ?? now;
  const lease: Lease = {
    payer: ZeroAddress,
    voucherSigner: ZeroAddress,
    elapsedCap: 0n,
    reserve: 0n,
    endsAt: startsAt + DEFAULT_LIFE_SECONDS,
    expiry: now + DEFAULT_OPENING_SECONDS,
    noticeSeconds: 3_600,
    collectSeconds: 86_400,
    ...given,
    startsAt,
    client: checkAccount("client", given.client),
    provider: checkAccount("provider", given.provider),
    token: checkAccount("token", given.token),
  };
  const normal = checkLease(lease);
  checkExpiry(normal.expiry, now);
  return normal;
}
