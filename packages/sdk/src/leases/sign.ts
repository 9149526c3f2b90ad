import { ZeroAddress } from "ethers";
import { InvalidFieldError, WrongSignerError } from "../errors/weft-error";
import { checkSigner, signTyped, type SignParameters } from "../orders/sign";
import { isSameAccount } from "../words/range";
import { leaseId, voucherMessage } from "./digest";
import { packLease } from "./pack-lease";
import { LEASE_TYPES, VOUCHER_TYPES } from "./typed-data";
import type { Lease, Voucher } from "./types";

/** Who signs a lease. */
export type LeaseRole = "provider" | "client" | "payer";

export interface SignLeaseParameters extends SignParameters {
  lease: Lease;
  role: LeaseRole;
  /** The signer is a key that the provider lets sign offers. */
  isOperator?: boolean;
}

/**
 * Signs a lease as one of its parties. All sign the same digest.
 *
 * @throws InvalidFieldError, WrongSignerError, WrongChainError
 * @example
 * const clientSignature = await signLease({ signer, domain, lease, role: "client" });
 */
export async function signLease(parameters: SignLeaseParameters): Promise<string> {
  const { lease, role, isOperator = false } = parameters;
  packLease(lease);
  if (lease[role] === ZeroAddress) {
    const allowed = "an account other than zero; a lease whose payer is zero is paid by its client";
    throw new InvalidFieldError(role, lease[role], allowed);
  }
  if (!(isOperator && role === "provider")) await checkSigner(parameters, role, lease[role]);
  return signTyped(parameters, LEASE_TYPES, lease);
}

export interface SignVoucherParameters extends SignParameters {
  lease: Lease;
  /** Token base units owed in all since the start of the lease. */
  amount: bigint;
}

/**
 * Signs a voucher as the client of a lease, or as its voucher signer. Signing is spending: `Meter`
 * keeps what is signed below a limit.
 *
 * @throws InvalidFieldError where the amount is above the lease's cap, WrongSignerError, WrongChainError
 */
export async function signVoucher(parameters: SignVoucherParameters): Promise<Voucher> {
  const { signer, lease, amount, isForWallet = false } = parameters;
  const message = voucherMessage(leaseId(lease), amount);
  if (amount > lease.cap) {
    throw new InvalidFieldError("amount", amount, `at most the lease's cap, ${lease.cap}`);
  }
  if (!isForWallet) {
    const account = await signer.getAddress();
    const isVoucherSigner = isSameAccount(account, lease.voucherSigner);
    if (!isVoucherSigner && !isSameAccount(account, lease.client)) {
      throw new WrongSignerError("client", lease.client, account);
    }
  }
  return { lease, amount, signature: await signTyped(parameters, VOUCHER_TYPES, message) };
}
