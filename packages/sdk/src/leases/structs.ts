/** Structs as the lease market takes and emits them: small numbers packed into words. */

export interface LeaseStruct {
  client: string;
  payer: string;
  provider: string;
  token: string;
  voucherSigner: string;
  spec: string;
  caps: bigint;
  rate: bigint;
  times: bigint;
}

export interface OpeningStruct {
  lease: LeaseStruct;
  providerSignature: string;
  clientSignature: string;
  payerSignature: string;
}

export interface VoucherStruct {
  lease: LeaseStruct;
  amount: bigint;
  signature: string;
}
