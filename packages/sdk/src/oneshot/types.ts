/** A client's word that it accepts a finished result and pays for it, every field as a wallet shows it. */
export interface Acceptance {
  /** Who accepts the result. */
  client: string;
  /** Whose vault balance pays; zero for the client. Another payer signs the same digest. */
  payer: string;
  /** Who may mint the result; zero for the client. */
  beneficiary: string;
  /** Who is paid. */
  provider: string;
  /** ERC-20 to be paid in, by its balance in the vault. */
  token: string;
  /** Token base units; the protocol fee is taken out of it. */
  amount: bigint;
  /** Last unix second of a claim. */
  expiry: number;
  /** Of the client, `epoch << 32 | index`; see `makeNonce`. */
  nonce: bigint;
  /** Content digest of the job: program, inputs, limits. */
  spec: string;
  /** Root of the result that is accepted. */
  result: string;
}

/** An acceptance with what makes it binding. */
export interface Claim {
  acceptance: Acceptance;
  clientSignature: string;
  /** `0x` where the client pays. */
  payerSignature: string;
}

/** A claim as the market takes it; provider and token are named once a call. */
export interface ClaimStruct {
  client: string;
  payer: string;
  beneficiary: string;
  due: bigint;
  spec: string;
  result: string;
  clientSignature: string;
  payerSignature: string;
}

/** The usual claim, at half the calldata: of a client that has a key, pays itself and may mint itself. */
export interface PlainClaimStruct {
  client: string;
  due: bigint;
  spec: string;
  result: string;
  r: string;
  vs: string;
}
