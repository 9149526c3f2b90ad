import { TypedDataEncoder, ZeroAddress, ZeroHash } from "ethers";
import { InvalidFieldError } from "../errors/weft-error";
import { unixNow } from "../orders/build-checks";
import type { WeftDomain } from "../orders/domain";
import { checkSigner, signTyped, type SignParameters } from "../orders/sign";
import { checkAccount, checkAddress, checkBytes32, checkUint } from "../words/range";
import { checkCollection, checkMetadata, workTerms } from "./draft";
import { WORK_VOUCHER_TYPES } from "./typed-data";
import type { WorkVoucher } from "./types";

const DEFAULT_LIFE_SECONDS = 30 * 86_400;

function checkVoucherFields(voucher: WorkVoucher): WorkVoucher {
  checkUint("price", voucher.price, 128);
  checkUint("supply", voucher.supply, 32);
  checkUint("perAccount", voucher.perAccount, 32);
  checkUint("startsAt", voucher.startsAt, 40);
  checkUint("expiry", voucher.expiry, 40);
  checkUint("nonce", voucher.nonce, 64);
  if (voucher.supply === 0) throw new InvalidFieldError("supply", 0, "one at least");
  if (voucher.expiry < voucher.startsAt) {
    throw new InvalidFieldError("expiry", voucher.expiry, "startsAt or later");
  }
  return {
    ...voucher,
    ...workTerms(voucher),
    works: checkAccount("works", voucher.works),
    creator: checkAccount("creator", voucher.creator),
    collection: checkCollection(voucher.collection),
    metadata: checkMetadata(voucher.metadata),
    currency: checkAddress("currency", voucher.currency),
    allowed: checkBytes32("allowed", voucher.allowed),
  };
}

type Required = Pick<WorkVoucher, "works" | "creator" | "metadata" | "price" | "nonce">;

export interface BuildWorkVoucherParameters
  extends Required, Partial<Omit<WorkVoucher, keyof Required>> {
  now?: number;
}

/**
 * A voucher with defaults for what is left out: one copy, for anybody, in ether, for thirty days, whose
 * transfers are free.
 *
 * @throws InvalidFieldError for a voucher that nobody could use.
 * @example
 * buildWorkVoucher({ works, creator, metadata: digest, price: parseEther("0.05"), royaltyBps: 500, nonce });
 */
export function buildWorkVoucher(parameters: BuildWorkVoucherParameters): WorkVoucher {
  const { now = unixNow(), ...given } = parameters;
  return checkVoucherFields({
    ...workTerms(given),
    collection: 0,
    isGuarded: false,
    currency: ZeroAddress,
    supply: 1,
    perAccount: 0,
    allowed: ZeroHash,
    startsAt: now,
    expiry: now + DEFAULT_LIFE_SECONDS,
    ...given,
  });
}

/** The digest that the creator signs. */
export function workVoucherDigest(domain: WeftDomain, voucher: WorkVoucher): string {
  return TypedDataEncoder.hash(domain, WORK_VOUCHER_TYPES, checkVoucherFields(voucher));
}

/**
 * Signs a voucher as its creator.
 *
 * @throws InvalidFieldError, WrongSignerError, WrongChainError
 */
export async function signWorkVoucher(
  parameters: SignParameters & { voucher: WorkVoucher },
): Promise<string> {
  const voucher = checkVoucherFields(parameters.voucher);
  await checkSigner(parameters, "creator", voucher.creator);
  return signTyped(parameters, WORK_VOUCHER_TYPES, voucher);
}
