import { ZeroAddress } from "ethers";
import { InvalidFieldError } from "../errors/weft-error";
import { packLease, unpackLease } from "./pack-lease";
import type { Lease } from "./types";

/** The shortest time to collect where there is a reserve or a voucher signer, by the market's `MIN_COLLECT_SECONDS`. */
export const MIN_COLLECT_SECONDS = 3_600;

function checkAmounts({ cap, elapsedCap, ratePerHour, reserve }: Lease): void {
  if (cap === 0n) throw new InvalidFieldError("cap", cap, "at least 1");
  if (ratePerHour === 0n) throw new InvalidFieldError("ratePerHour", ratePerHour, "at least 1");
  const most = `at most the cap, ${cap}`;
  if (elapsedCap > cap) throw new InvalidFieldError("elapsedCap", elapsedCap, most);
  if (reserve > cap) throw new InvalidFieldError("reserve", reserve, most);
}

function checkTimes({ startsAt, endsAt, collectSeconds, reserve, voucherSigner }: Lease): void {
  if (startsAt === 0) throw new InvalidFieldError("startsAt", 0, "at least 1");
  if (endsAt <= startsAt) {
    throw new InvalidFieldError("endsAt", endsAt, `after startsAt, ${startsAt}`);
  }
  const isPromise = reserve !== 0n || voucherSigner !== ZeroAddress;
  if (isPromise && collectSeconds < MIN_COLLECT_SECONDS) {
    const allowed = `at least ${MIN_COLLECT_SECONDS} where there is a reserve or a voucher signer`;
    throw new InvalidFieldError("collectSeconds", collectSeconds, allowed);
  }
}

/**
 * The lease in one form, if a market would open it at some time: all that does not depend on when.
 *
 * @throws InvalidFieldError naming the field, its value and what is allowed.
 */
export function checkLease(lease: Lease): Lease {
  const normal = unpackLease(packLease(lease));
  checkTimes(normal);
  checkAmounts(normal);
  return normal;
}
