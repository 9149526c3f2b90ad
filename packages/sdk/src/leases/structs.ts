/** Structs as the lease market takes and emits them: small numbers packed into words. */

/** The terms of a lease, but for provider and token, which the leases of a batch share. */
export interface LeaseTermsStruct {
  client: string;
  payer: string;
  voucherSigner: string;
  spec: string;
  caps: bigint;
  rate: bigint;
  times: bigint;
}

export interface LeaseStruct {
  provider: string;
  token: string;
  terms: LeaseTermsStruct;
}

export interface OpeningStruct {
  lease: LeaseStruct;
  providerSignature: string;
  clientSignature: string;
  payerSignature: string;
}

export interface VoucherStruct {
  terms: LeaseTermsStruct;
  amount: bigint;
  signature: string;
}
