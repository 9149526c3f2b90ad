import { InvalidFieldError } from "../errors/weft-error";

/** Why a lease was paid no more, or nothing: the one list of reasons, in the numbers of the chain. */
export enum LeaseReason {
  None,
  NotOpen,
  InvalidSignature,
  SignerRevoked,
  WalletNotAsked,
  Voucher,
  Rate,
  Cap,
  Funds,
}

const SENTENCES: Readonly<Record<LeaseReason, string>> = {
  [LeaseReason.None]: "no reason is known",
  [LeaseReason.NotOpen]: "no lease of this provider, in this token, with these terms was opened",
  [LeaseReason.InvalidSignature]:
    "the voucher needs a signature of the client or its voucher signer, for this chain, this market, this lease and exactly this amount",
  [LeaseReason.SignerRevoked]: "the voucher signer was revoked and its time is over",
  [LeaseReason.WalletNotAsked]:
    "the signature is no key's and the batch asks no wallets; collect it with wallets asked",
  [LeaseReason.Voucher]: "all that the voucher, or elapsed time, entitles to is paid",
  [LeaseReason.Rate]: "all that the rate allows for the time so far is paid",
  [LeaseReason.Cap]: "the cap is paid",
  [LeaseReason.Funds]: "the float or the reserve is empty",
};

/** All reasons, by their numbers. */
export const LEASE_REASONS = [
  LeaseReason.None,
  LeaseReason.NotOpen,
  LeaseReason.InvalidSignature,
  LeaseReason.SignerRevoked,
  LeaseReason.WalletNotAsked,
  LeaseReason.Voucher,
  LeaseReason.Rate,
  LeaseReason.Cap,
  LeaseReason.Funds,
] as const;

/** The reason with the number that the chain gives. */
export function toLeaseReason(value: bigint | number): LeaseReason {
  const reason = LEASE_REASONS[Number(value)];
  if (reason === undefined) throw new InvalidFieldError("reason", value, "a lease reason, 0 to 8");
  return reason;
}

/** One phrase that says why no more was paid. */
export function describeLeaseReason(reason: LeaseReason): string {
  return SENTENCES[reason];
}
