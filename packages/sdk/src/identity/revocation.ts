/** Why a credential was taken back, as the contract counts it. */
export enum RevocationReason {
  Unspecified,
  Mistaken,
  Ceased,
  Superseded,
  Withdrawn,
  SubjectCompromised,
  IssuerCompromised,
}

const SENTENCES: Readonly<Record<RevocationReason, string>> = {
  [RevocationReason.Unspecified]: "The issuer gave no reason.",
  [RevocationReason.Mistaken]: "What it said was never so.",
  [RevocationReason.Ceased]: "What it said is no longer so.",
  [RevocationReason.Superseded]: "A newer one took its place.",
  [RevocationReason.Withdrawn]: "Its subject asked for it.",
  [RevocationReason.SubjectCompromised]: "Its subject's key is in other hands.",
  [RevocationReason.IssuerCompromised]: "Somebody else had come by the key that signed it.",
};

/** One sentence for people. */
export function describeRevocation(reason: RevocationReason): string {
  return SENTENCES[reason];
}

const REASONS: readonly RevocationReason[] = [
  RevocationReason.Unspecified,
  RevocationReason.Mistaken,
  RevocationReason.Ceased,
  RevocationReason.Superseded,
  RevocationReason.Withdrawn,
  RevocationReason.SubjectCompromised,
  RevocationReason.IssuerCompromised,
];

/** The reason that a contract names; one that this package does not know is unspecified. */
export function toRevocationReason(value: bigint): RevocationReason {
  return REASONS[Number(value)] ?? RevocationReason.Unspecified;
}
