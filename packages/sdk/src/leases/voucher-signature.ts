import type { Provider } from "ethers";
import type { WeftDomain } from "../orders/domain";
import { keyOf, verifyOrderSignature } from "../orders/verify";
import { isSameAccount } from "../words/range";
import { leaseId, voucherDigest } from "./digest";
import type { Voucher } from "./types";

/** Whose signature a voucher bears. */
export type VoucherSigner = "client" | "wallet" | "voucherSigner" | "nobody";

/**
 * Whose signature a voucher bears, decided as the market decides it. A client that is a contract wallet is asked where
 * a provider is given; such a client can make its vouchers void at any time.
 */
export async function signerOfVoucher({
  domain,
  voucher,
  provider,
}: {
  domain: WeftDomain;
  voucher: Voucher;
  provider?: Provider | undefined;
}): Promise<VoucherSigner> {
  const { lease, amount, signature } = voucher;
  const digest = voucherDigest(domain, { leaseId: leaseId(lease), amount });
  const key = keyOf({ digest, signature });
  if (key !== undefined && isSameAccount(key, lease.client)) return "client";
  if (key !== undefined && isSameAccount(key, lease.voucherSigner)) return "voucherSigner";
  if (provider === undefined) return "nobody";
  const signed = { digest, signer: lease.client, signature, provider };
  return (await verifyOrderSignature(signed)) ? "wallet" : "nobody";
}
