import { ZeroAddress, ZeroHash } from "ethers";
import { InvalidFieldError } from "../errors/weft-error";
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
import { packOffer, unpackOffer } from "./pack-offer";
import type { Offer, Verification } from "./types";

const DEFAULT_LIFE_SECONDS = 600;

/**
 * In an offer, accepts any terms of a verifier. Safe only where terms name no judge: a client who may
 * name the attesters of an attestation can have the result rejected and take the collateral.
 */
export const ANY_TERMS = ZeroHash;

interface Required {
  provider: string;
  token: string;
  pricePerUnit: bigint;
  resources: bigint | Partial<Resources>;
  /** At least one. See `ANY_TERMS` before you accept any terms of a verifier. */
  verifications: readonly Verification[];
  nonce: bigint;
}

export interface BuildOfferParameters extends Required, Partial<Omit<Offer, keyof Required>> {
  /** Unix second that `expiry` is counted from where it is left out; by default this machine's clock. */
  now?: number;
}

/** Refuses a fault that costs less than a smaller one, and a share above the whole. */
function checkLadder({ lateSlashBps, noResultSlashBps, wrongSlashBps }: Offer): void {
  checkShare("wrongSlashBps", wrongSlashBps);
  if (noResultSlashBps > wrongSlashBps) {
    const allowed = `at most wrongSlashBps, ${wrongSlashBps}`;
    throw new InvalidFieldError("noResultSlashBps", noResultSlashBps, allowed);
  }
  if (lateSlashBps > noResultSlashBps) {
    const allowed = `at most noResultSlashBps, ${noResultSlashBps}`;
    throw new InvalidFieldError("lateSlashBps", lateSlashBps, allowed);
  }
}

/**
 * An offer with defaults for what is left out: no condition, open to all, one unit, no collateral, at
 * least a minute for the work and ten for the verdict, at most a day from match to verdict, one minute of grace, 10% of the collateral for a late return,
 * half of it for none and at most all of it for a wrong result, good for ten minutes (a machine that is well renews its offers).
 *
 * @throws InvalidFieldError for an offer that no market would ever match.
 * @example
 * buildOffer({
 *   provider, token, pricePerUnit: 1_000_000n,
 *   resources: { engines: ["wasm"], cores: 8, memory: 16_384 },
 *   verifications: [{ verifier, terms }], nonce: await nonces.next(),
 * });
 */
export function buildOffer({ now = unixNow(), ...given }: BuildOfferParameters): Offer {
  const units = given.units ?? 1n;
  const wrongSlashBps = given.wrongSlashBps ?? 10_000;
  const noResultSlashBps = given.noResultSlashBps ?? Math.min(5_000, wrongSlashBps);
  const offer: Offer = {
    condition: ZeroAddress,
    conditionData: ZeroHash,
    venue: ZeroAddress,
    minUnits: 1n,
    collateralPerUnit: 0n,
    minSeconds: 60,
    minVerifySeconds: 600,
    maxSeconds: 86_400,
    graceSeconds: 60,
    lateSlashBps: Math.min(1_000, noResultSlashBps),
    expiry: now + DEFAULT_LIFE_SECONDS,
    ...given,
    units,
    noResultSlashBps,
    wrongSlashBps,
    provider: checkAccount("provider", given.provider),
    token: checkAccount("token", given.token),
    resources: toResourceWord("resources", given.resources),
  };
  const normal = unpackOffer(packOffer(offer));
  if (normal.verifications.length === 0) {
    throw new InvalidFieldError("verifications", "empty", "at least one way to verify");
  }
  checkUnits(normal);
  checkExpiry(normal.expiry, now);
  checkLadder(normal);
  checkAmount("pricePerUnit", normal.pricePerUnit, normal.minUnits, 128);
  checkAmount("collateralPerUnit", normal.collateralPerUnit, normal.minUnits, 96);
  return normal;
}
