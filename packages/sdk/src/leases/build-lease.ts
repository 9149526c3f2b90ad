import { ZeroAddress } from "ethers";
import { InvalidFieldError } from "../errors/weft-error";
import { checkExpiry, unixNow } from "../orders/build-checks";
import { checkAccount } from "../words/range";
import { packLease, unpackLease } from "./pack-lease";
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

function checkAmounts({ cap, elapsedCap, ratePerHour, reserve }: Lease): void {
  if (cap === 0n) throw new InvalidFieldError("cap", cap, "at least 1");
  if (ratePerHour === 0n) throw new InvalidFieldError("ratePerHour", ratePerHour, "at least 1");
  const most = `at most the cap, ${cap}`;
  if (elapsedCap > cap) throw new InvalidFieldError("elapsedCap", elapsedCap, most);
  if (reserve > cap) throw new InvalidFieldError("reserve", reserve, most);
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
  const normal = unpackLease(packLease(lease));
  if (normal.startsAt === 0) throw new InvalidFieldError("startsAt", 0, "at least 1");
  if (normal.endsAt <= normal.startsAt) {
    throw new InvalidFieldError("endsAt", normal.endsAt, `after startsAt, ${normal.startsAt}`);
  }
  checkExpiry(normal.expiry, now);
  checkAmounts(normal);
  return normal;
}
