import { InvalidFieldError } from "../errors/weft-error";

/** What a provider can let another key do, in the order of the bits: 1, 2, 4. */
export const SCOPES = ["SIGN_OFFERS", "SUBMIT", "THAW"] as const;

/**
 * `SIGN_OFFERS` signs offers in the provider's name, `SUBMIT` puts results of its jobs on record, `THAW` starts to
 * take its own stake out. None moves money or stake to anybody but the provider.
 */
export type Scope = (typeof SCOPES)[number];

/**
 * The scope of a name.
 *
 * @throws InvalidFieldError for a name that is none.
 */
export function toScope(name: string): Scope {
  const scope = SCOPES.find((candidate) => candidate === name);
  if (scope === undefined) {
    throw new InvalidFieldError("scope", name, `one of ${SCOPES.join(", ")}`);
  }
  return scope;
}

/** The bit of a scope. */
export function scopeBit(scope: Scope): number {
  return 1 << SCOPES.indexOf(toScope(scope));
}

/** The scopes as the contract takes them; none for zero. */
export function packScopes(scopes: Iterable<Scope>): number {
  return [...scopes].reduce((word, scope) => word | scopeBit(scope), 0);
}

/** The scopes in a word of the contract. */
export function unpackScopes(word: bigint | number): Scope[] {
  return SCOPES.filter((scope) => (Number(word) & scopeBit(scope)) !== 0);
}
