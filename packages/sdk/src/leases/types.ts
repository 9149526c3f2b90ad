/**
 * Leases with every field unpacked, as a wallet shows them. Amounts are bigints in token base units,
 * times are unix seconds, addresses and 32-byte words hex strings.
 */

/** What provider, client and payer sign. The hash of it is the lease's id. */
export interface Lease {
  /** Who uses the service and signs vouchers. */
  client: string;
  /** Who is charged; zero for the client. Another payer signs the same digest. */
  payer: string;
  /** Who serves and is paid. */
  provider: string;
  /** ERC-20 to be paid in, by its balance in the vault. */
  token: string;
  /** A key that signs vouchers for the client beside the client's own; zero for none. */
  voucherSigner: string;
  /** Content digest of what is leased: service, prices of its meter, limits. */
  spec: string;
  /** The most that is ever paid. */
  cap: bigint;
  /** The most that is paid by elapsed time alone, without vouchers; zero for a metered service. */
  elapsedCap: bigint;
  /** The most that an hour since the start can have cost. */
  ratePerHour: bigint;
  /** What is held for this lease alone from its opening on; zero for a lease that draws on a float. */
  reserve: bigint;
  /** Unix second from which time counts. */
  startsAt: number;
  /** Unix second at which it stops counting. */
  endsAt: number;
  /** Last unix second at which the lease can be opened. */
  expiry: number;
  /** From the provider's notice to the end. */
  noticeSeconds: number;
  /** From the end to the return of the reserve, and how long a revoked key's vouchers stay good. */
  collectSeconds: number;
  /** Of the client, `epoch << 32 | index`; see `makeNonce`. */
  nonce: bigint;
}

/** A lease with what makes it binding. */
export interface Opening {
  lease: Lease;
  providerSignature: string;
  clientSignature: string;
  /** `0x` where the client pays. */
  payerSignature: string;
}

/** A promise to pay for a lease. Cumulative: the highest counts, and includes all that were paid before. */
export interface Voucher {
  lease: Lease;
  /** Token base units owed in all since the start; zero to collect by elapsed time alone. */
  amount: bigint;
  /** Of the client or its voucher signer; not read where the amount is zero. */
  signature: string;
}
