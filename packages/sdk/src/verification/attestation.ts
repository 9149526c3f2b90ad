import { AbiCoder, keccak256, TypedDataEncoder, type Signer } from "ethers";
import { InvalidFieldError } from "../errors/weft-error";
import { signTyped } from "../orders/sign";
import { ATTESTATION_TYPES, type WeftDomain } from "../orders/typed-data";
import { checkAccount, checkBytes32, checkUint, maxUint } from "../words/range";
import { VerdictStatus } from "./status";

/** Units of an attestation that mean all units of the job. */
export const ALL_UNITS = maxUint(64);

/** Whom the two sides trust. */
export interface AttestationTerms {
  /** Accounts, ascending, without repetition; `attestationTerms` puts them so. */
  attesters: readonly string[];
  /** How many of them must sign the same. */
  threshold: bigint;
}

/** What attesters sign. */
export interface Attestation {
  jobId: string;
  provider: string;
  /** Merkle root over the chunks of the result. */
  root: string;
  /** Accepted, rejected or void. */
  status: VerdictStatus;
  /** Units delivered, where accepted; `ALL_UNITS` for all. */
  units: bigint;
  /** Share of the collateral lost, in basis points; zero unless rejected. */
  slashBps: number;
  /** Last unix second at which it can be brought. */
  expiry: number;
}

/**
 * Terms in the order that the verifier demands.
 *
 * @throws InvalidFieldError for a repeated attester or a threshold out of range.
 */
export function attestationTerms(parameters: {
  attesters: readonly string[];
  threshold: bigint | number;
}): AttestationTerms {
  const attesters = parameters.attesters
    .map((attester, i) => checkAccount(`attesters[${i}]`, attester))
    .sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));
  const twice = attesters.find((attester, i) => attester === attesters[i + 1]);
  if (twice !== undefined) throw new InvalidFieldError("attesters", twice, "named once");
  const threshold = checkUint("threshold", parameters.threshold, 256);
  if (threshold === 0n || threshold > BigInt(attesters.length)) {
    throw new InvalidFieldError("threshold", threshold, `from 1 to ${attesters.length}`);
  }
  return { attesters, threshold };
}

/** The word that orders carry for these terms. */
export function hashTerms({ attesters, threshold }: AttestationTerms): string {
  const coder = AbiCoder.defaultAbiCoder();
  return keccak256(coder.encode(["address[]", "uint256"], [attesters, threshold]));
}

/** The attestation with every field in range. */
export function checkAttestation(attestation: Attestation): Attestation {
  return {
    jobId: checkBytes32("jobId", attestation.jobId),
    provider: checkAccount("provider", attestation.provider),
    root: checkBytes32("root", attestation.root),
    status: attestation.status,
    units: checkUint("units", attestation.units, 64),
    slashBps: Number(checkUint("slashBps", attestation.slashBps, 16)),
    expiry: Number(checkUint("expiry", attestation.expiry, 40)),
  };
}

/** The digest that attesters sign. */
export function attestationDigest(domain: WeftDomain, attestation: Attestation): string {
  return TypedDataEncoder.hash(domain, ATTESTATION_TYPES, checkAttestation(attestation));
}

/**
 * Signs an attestation.
 *
 * @throws InvalidFieldError for a status that is no decision or a slash of what was not rejected,
 * WrongChainError
 * @example
 * const signature = await signAttestation({ signer, domain: attestationDomain({ chainId, contract }), attestation });
 */
export async function signAttestation(parameters: {
  signer: Signer;
  domain: WeftDomain;
  attestation: Attestation;
}): Promise<string> {
  const attestation = checkAttestation(parameters.attestation);
  const { status } = attestation;
  if (status === VerdictStatus.Pending || status === VerdictStatus.NoResult) {
    throw new InvalidFieldError("status", VerdictStatus[status], "Accepted, Rejected or Void");
  }
  if (status !== VerdictStatus.Rejected && attestation.slashBps !== 0) {
    throw new InvalidFieldError("slashBps", attestation.slashBps, "zero unless rejected");
  }
  return signTyped(parameters, ATTESTATION_TYPES, attestation);
}

/**
 * Signatures as the verifier takes them: exactly the threshold, in the order of their attesters.
 *
 * @throws InvalidFieldError for a signature of somebody else, or too few.
 */
export function orderSignatures(
  terms: AttestationTerms,
  signed: readonly { attester: string; signature: string }[],
): string[] {
  const byAttester = new Map(signed.map((item) => [item.attester.toLowerCase(), item.signature]));
  const known = new Set(terms.attesters.map((attester) => attester.toLowerCase()));
  const stranger = signed.find(({ attester }) => !known.has(attester.toLowerCase()));
  if (stranger !== undefined) {
    throw new InvalidFieldError("attester", stranger.attester, "an attester of the terms");
  }
  const ordered = terms.attesters.flatMap((a) => byAttester.get(a.toLowerCase()) ?? []);
  if (BigInt(ordered.length) < terms.threshold) {
    throw new InvalidFieldError("signatures", ordered.length, `at least ${terms.threshold}`);
  }
  return ordered.slice(0, Number(terms.threshold));
}
