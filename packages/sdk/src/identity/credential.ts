import { id, TypedDataEncoder } from "ethers";
import { InvalidFieldError } from "../errors/weft-error";
import type { WeftDomain } from "../orders/domain";
import { checkAccount, checkBytes32, checkUint } from "../words/range";
import { CREDENTIAL_TYPES } from "./typed-data";

/** What an issuer signs; its claims are under the root. */
export interface Credential {
  issuer: string;
  subject: string;
  /** Hash of the schema's name, see `schemaId`. */
  schema: string;
  /** Root of the tree of salted claims. */
  root: string;
  /** First unix second at which it holds. */
  issuedAt: number;
  /** Last unix second at which it holds. */
  expiresAt: number;
  /** Number under which the issuer can revoke it. */
  index: bigint;
}

/** The longest time for which a credential can hold, in seconds, by `Credentials.MAX_SECONDS`. */
export const MAX_CREDENTIAL_SECONDS = 10 * 365 * 86_400;

/** The word that stands for a schema. A URL of its description makes a good name. */
export function schemaId(schema: string): string {
  if (schema === "") throw new InvalidFieldError("schema", schema, "a name that is not empty");
  return id(schema);
}

/** The credential with every field in range. */
export function checkCredential(credential: Credential): Credential {
  const issuedAt = Number(checkUint("issuedAt", credential.issuedAt, 40));
  const expiresAt = Number(checkUint("expiresAt", credential.expiresAt, 40));
  const latest = issuedAt + MAX_CREDENTIAL_SECONDS;
  if (expiresAt <= issuedAt || expiresAt > latest) {
    throw new InvalidFieldError("expiresAt", expiresAt, `after ${issuedAt} and at most ${latest}`);
  }
  return {
    issuer: checkAccount("issuer", credential.issuer),
    subject: checkAccount("subject", credential.subject),
    schema: checkBytes32("schema", credential.schema),
    root: checkBytes32("root", credential.root),
    issuedAt,
    expiresAt,
    index: checkUint("index", credential.index, 64),
  };
}

/** The id of a credential: the digest that its issuer signs. */
export function credentialId(domain: WeftDomain, credential: Credential): string {
  return TypedDataEncoder.hash(domain, CREDENTIAL_TYPES, checkCredential(credential));
}
