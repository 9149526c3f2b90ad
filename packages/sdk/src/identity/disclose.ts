import type { WeftDomain } from "../orders/domain";
import { proveClaims, type ShownClaim } from "./claims";
import type { Credential } from "./credential";
import type { HeldCredential } from "./issue";

/** A credential with some of its claims, for others' eyes. */
export interface Disclosure {
  domain: WeftDomain;
  schema: string;
  credential: Credential;
  /** The claims shown; nothing of the others can be told from them, but about how many there are. */
  claims: readonly ShownClaim[];
  /** Empty where the credential is anchored. */
  signature: string;
}

/**
 * Shows some claims of a credential, and hides the others.
 *
 * @throws InvalidFieldError for a claim that it does not have.
 * @example
 * const shown = disclose(held, ["degree"]);
 */
export function disclose(held: HeldCredential, names: readonly string[]): Disclosure {
  const { domain, schema, credential, signature } = held;
  return { domain, schema, credential, signature, claims: proveClaims(held.claims, names) };
}
