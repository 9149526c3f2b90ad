import { claimsRoot, type SaltedClaim } from "../claims";
import type { HeldCredential } from "../issue";
import { CredentialFormatError } from "./error";
import { disclose } from "../disclose";
import { toVerifiableCredential } from "./export";
import { fromVerifiableCredential } from "./import";
import type { VerifiableCredential } from "./document";

/** All of a credential as a document, for its subject's safe-keeping: it shows everything. */
export function exportHeld(held: HeldCredential): VerifiableCredential {
  return toVerifiableCredential(
    disclose(
      held,
      held.claims.map(({ name }) => name),
    ),
  );
}

/**
 * A credential out of a document that shows all of its claims.
 *
 * @throws CredentialFormatError, also where some claims are missing, so that nothing more could be shown of it.
 */
export function importHeld(document: unknown): HeldCredential {
  const { claims, ...rest } = fromVerifiableCredential(document);
  // Each with its proof, which nobody minds.
  const salted: readonly SaltedClaim[] = claims;
  if (salted.length === 0 || claimsRoot(salted) !== rest.credential.root) {
    throw new CredentialFormatError("proof.claims", "all claims of the credential");
  }
  return { ...rest, claims: salted };
}
