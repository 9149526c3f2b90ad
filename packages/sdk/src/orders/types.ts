/**
 * Orders and jobs with every field unpacked. Amounts are bigints in base units, times are seconds,
 * shares are basis points (1/100 of a percent), addresses and 32-byte words are hex strings. The
 * field names are those a wallet shows when it signs.
 */

/** A way to verify: a verifier and one word of its terms, or the hash of longer terms. */
export interface Verification {
  verifier: string;
  /**
   * In an offer, `ANY_TERMS` accepts any terms of this verifier: right where terms only name the
   * program, and a gift of payment and collateral to any client where they name who judges.
   */
  terms: string;
}

/** What a provider signs. */
export interface Offer {
  /** Who does the work, owns the stake behind it and is paid. */
  provider: string;
  /** ERC-20 to be paid in, by its balance in the vault. */
  token: string;
  /** Ask, in token base units per unit of work. The protocol fee is taken out of it. */
  pricePerUnit: bigint;
  /** What the machine has, as one word; see `packResources`. */
  resources: bigint;
  /** Ways of verification the provider accepts. An offer without any matches nothing. */
  verifications: readonly Verification[];
  /** Contract whose condition the client must meet; zero for none. */
  condition: string;
  /** Word handed to the condition. */
  conditionData: string;
  /** The only account that may match this offer, at its own price inside the limits; zero for anyone, at the ask. */
  venue: string;
  /** Units of work offered in all. */
  units: bigint;
  /** Fewest units a match may take, unless it takes all that are left. */
  minUnits: bigint;
  /** WEFT base units locked per unit of work; zero puts up nothing. */
  collateralPerUnit: bigint;
  /** Shortest time from match to deadline that the provider accepts; zero accepts any. */
  minSeconds: number;
  /**
   * Shortest time from the deadline to the last possible verdict that the provider accepts: what the
   * verifier needs. With zero, a client may leave it none, and have the work for nothing.
   */
  minVerifySeconds: number;
  /** Longest time from match to the last possible verdict that the provider accepts. */
  maxSeconds: number;
  /** Time after the match in which handing a job back costs nothing. */
  graceSeconds: number;
  /** Share of the collateral lost by handing a job back after the grace time. At most `noResultSlashBps`. */
  lateSlashBps: number;
  /** Share of the collateral lost by leaving a job without a result. At most `wrongSlashBps`. */
  noResultSlashBps: number;
  /** Largest share of the collateral that a verdict can take for a wrong result. At most 10,000. */
  wrongSlashBps: number;
  /** Last unix second at which a match is possible. */
  expiry: number;
  /** `epoch << 32 | index`; see `makeNonce`. */
  nonce: bigint;
}

/** What a client signs, and its payer too where that is another account. */
export interface Request {
  /** Who wants the work; receives slashed collateral. */
  client: string;
  /** Whose vault balance pays and is refunded; zero for the client. Another payer signs the same digest. */
  payer: string;
  /** Who may mint the result; zero for the client. */
  beneficiary: string;
  /** ERC-20 to pay in. */
  token: string;
  /** Bid, in token base units per unit of work. */
  maxPricePerUnit: bigint;
  /** What the payer pays the matcher on top, in token base units per unit of work; zero pays none. */
  tipPerUnit: bigint;
  /** What the machine must have, as one word; see `packResources`. Zero needs nothing. */
  needs: bigint;
  /** Content digest of the job: program, inputs, limits. */
  spec: string;
  /** Contract that says whether the job was done. */
  verifier: string;
  /** Terms of the verification. */
  verifierTerms: string;
  /** Contract whose condition the provider must meet; zero for none. */
  condition: string;
  /** Word handed to the condition. */
  conditionData: string;
  /** The only account that may match this request; zero for anyone. */
  venue: string;
  /** Units of work wanted in all. */
  units: bigint;
  /** Fewest units a match may take, unless it takes all that are left. */
  minUnits: bigint;
  /** Least WEFT base units locked per unit of work; zero wants none. */
  minCollateralPerUnit: bigint;
  /** Time from match to deadline. */
  maxSeconds: number;
  /** Time from the deadline to the last possible verdict. */
  verifySeconds: number;
  /** Longest grace time accepted. */
  maxGraceSeconds: number;
  /** Least share of the collateral lost by a late return; zero accepts any. */
  minLateSlashBps: number;
  /** Least share of the collateral lost without a result; zero accepts any. */
  minNoResultSlashBps: number;
  /** Least share of the collateral that a verdict must be able to take for a wrong result; zero accepts any. */
  minWrongSlashBps: number;
  /** Last unix second at which a match is possible. */
  expiry: number;
  /** `epoch << 32 | index`; see `makeNonce`. */
  nonce: bigint;
}

/** The agreement that a match makes. The hash of its packed form is its id. */
export interface Job {
  /** EIP-712 digest of the request. */
  request: string;
  client: string;
  payer: string;
  beneficiary: string;
  provider: string;
  token: string;
  /** Price agreed, in token base units per unit of work. */
  pricePerUnit: bigint;
  needs: bigint;
  spec: string;
  verifier: string;
  verifierTerms: string;
  units: bigint;
  /** `[firstUnit, firstUnit + units)` of the request's units are this job's. */
  firstUnit: bigint;
  /** WEFT base units locked for the whole job. */
  collateral: bigint;
  /** Index of the request's nonce. */
  index: number;
  /** Unix second of the match. */
  matchedAt: number;
  /** Last unix second at which handing the job back costs nothing. */
  graceUntil: number;
  /** Last unix second for a result. */
  deadline: number;
  /** Last unix second for a verdict; after it, none counts as void. */
  finalAt: number;
  /** Protocol fee at the match, of the payment. */
  feeBps: number;
  /** Share of the collateral lost by handing the job back after the grace time. */
  lateSlashBps: number;
  /** Share of the collateral lost without a result. */
  noResultSlashBps: number;
  /** Largest share of the collateral that a verdict can take for a wrong result. */
  wrongSlashBps: number;
  /** Part of the collateral that is the provider's own stake, lost first and to the client; the rest is delegators'. */
  ownBps: number;
  /** What delegators get of the provider's pay, in parts per million; zero without a pool. */
  poolPpm: number;
}

/** A pair of orders with what makes them binding. */
export interface Match {
  offer: Offer;
  request: Request;
  /** Units to match. */
  units: bigint;
  /** Price per unit. Where both venues are zero it must be the ask. */
  pricePerUnit: bigint;
  offerSignature: string;
  requestSignature: string;
  /** Signature of the payer over the request; `0x` where the client pays. */
  payerSignature: string;
  /** What the client brings for the offer's condition; not signed. */
  offerEvidence: string;
  /** What the provider brings for the request's condition; not signed. */
  requestEvidence: string;
}
