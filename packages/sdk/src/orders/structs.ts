/** Structs as the contracts take and emit them: small numbers packed into words. */

export interface OfferStruct {
  provider: string;
  token: string;
  pricePerUnit: bigint;
  resources: bigint;
  verifications: { verifier: string; terms: string }[];
  condition: string;
  conditionData: string;
  venue: string;
  lot: bigint;
  rules: bigint;
}

export interface RequestStruct {
  client: string;
  payer: string;
  beneficiary: string;
  token: string;
  maxPricePerUnit: bigint;
  tipPerUnit: bigint;
  needs: bigint;
  spec: string;
  verifier: string;
  verifierTerms: string;
  condition: string;
  conditionData: string;
  venue: string;
  lot: bigint;
  rules: bigint;
}

export interface JobStruct {
  request: string;
  client: string;
  payer: string;
  beneficiary: string;
  provider: string;
  token: string;
  pricePerUnit: bigint;
  needs: bigint;
  spec: string;
  verifier: string;
  verifierTerms: string;
  share: bigint;
  terms: bigint;
}

export interface MatchStruct {
  offer: OfferStruct;
  request: RequestStruct;
  units: bigint;
  pricePerUnit: bigint;
  offerSignature: string;
  requestSignature: string;
  payerSignature: string;
  offerEvidence: string;
  requestEvidence: string;
}
