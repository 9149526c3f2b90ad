import { MAX_SIGNATURE_BYTES } from "../../words/range";
import { isUnderRoot, type Claim, type ShownClaim } from "../claims";
import { checkCredential, credentialId, schemaId } from "../credential";
import type { Disclosure } from "../disclose";
import { credentialDomain } from "../typed-data";
import { accountOfDid } from "./did";
import {
  CRYPTOSUITE,
  MAX_CLAIMS,
  MAX_PROOF,
  RESERVED_NAMES,
  STATUS_TYPE,
  VC_CONTEXT,
  VC_TYPE,
} from "./document";
import { CredentialFormatError } from "./error";
import { toVerifiableCredential } from "./export";
import { exactly, hex, list, member, namesOf, second, text, whole, type Node } from "./json";
import { checkSame } from "./same";

/** Turns what this package throws about a value into an error about the document. */
function within<T>(path: string, allowed: string, make: () => T): T {
  try {
    return make();
  } catch (cause) {
    if (cause instanceof CredentialFormatError) throw cause;
    throw new CredentialFormatError(path, allowed, cause);
  }
}

function claimOf(name: string, type: string, node: Node): Claim {
  switch (type) {
    case "uint256":
      return { name, type, value: whole(node) };
    case "bool":
      if (typeof node.value !== "boolean") throw new CredentialFormatError(node.path, "a boolean");
      return { name, type, value: node.value };
    case "address":
      return { name, type, value: hex(node, 20) };
    case "bytes32":
      return { name, type, value: hex(node, 32) };
    case "bytes":
      return { name, type, value: hex(node) };
    case "string":
      return { name, type, value: text(node) };
    default:
      throw new CredentialFormatError(`type of claim ${name}`, "one of those that can be signed");
  }
}

function shownClaim(subject: Node, proof: Node): ShownClaim {
  const name = text(member(proof, "name"));
  const claim = claimOf(name, text(member(proof, "type")), member(subject, name));
  const path = list(member(proof, "path"), MAX_PROOF).map((node) => hex(node, 32));
  return { ...claim, salt: hex(member(proof, "salt"), 32), proof: path };
}

/** The claims, each of which must be proven: a property without a proof is somebody else's. */
function claimsOf(subject: Node, proof: Node, root: string): ShownClaim[] {
  const claims = list(member(proof, "claims"), MAX_CLAIMS).map((node) => shownClaim(subject, node));
  const proven = new Set(claims.map(({ name }) => name));
  if (proven.size !== claims.length || claims.some(({ name }) => RESERVED_NAMES.has(name))) {
    throw new CredentialFormatError("proof.claims", "one for each claim");
  }
  for (const name of namesOf(subject)) {
    if (name !== "id" && !proven.has(name)) {
      throw new CredentialFormatError(`credentialSubject.${name}`, "proven by proof.claims");
    }
  }
  for (const claim of claims) {
    const path = `credentialSubject.${claim.name}`;
    const allowed = "what the issuer signed";
    if (!within(path, allowed, () => isUnderRoot(root, claim))) {
      throw new CredentialFormatError(path, allowed);
    }
  }
  return claims;
}

function checkFrame(document: Node): void {
  const [first] = list(member(document, "@context"), 16);
  if (first?.value !== VC_CONTEXT) throw new CredentialFormatError("@context.0", VC_CONTEXT);
  const types = list(member(document, "type"), 16).map(text);
  if (!types.includes(VC_TYPE)) throw new CredentialFormatError("type", `a list with ${VC_TYPE}`);
  const proof = member(document, "proof");
  exactly(member(proof, "type"), "DataIntegrityProof");
  exactly(member(proof, "cryptosuite"), CRYPTOSUITE);
  exactly(member(proof, "proofPurpose"), "assertionMethod");
  const status = member(document, "credentialStatus");
  exactly(member(status, "type"), STATUS_TYPE);
  exactly(member(status, "statusPurpose"), "revocation");
}

function signatureOf(proof: Node): string {
  const node = member(proof, "proofValue");
  const shown = text(node);
  const value = { path: node.path, value: `0x${shown.slice(1)}` };
  if (!shown.startsWith("f") || shown.length > 1 + 2 * MAX_SIGNATURE_BYTES) {
    throw new CredentialFormatError(node.path, "multibase in base 16, as long as a signature");
  }
  return hex(value);
}

/** Whatever else the document says is what would be written of the disclosure: no more, no less, nothing else. */
function checkRest(document: Node, shown: Disclosure): void {
  const expected = { ...toVerifiableCredential(shown) };
  for (const [name, value] of Object.entries(expected)) {
    // The subject was read property by property; a number may be written in two ways there.
    if (name !== "credentialSubject") checkSame(member(document, name), value);
  }
  const added = namesOf(document).find((name) => !Object.hasOwn(expected, name));
  if (added !== undefined) throw new CredentialFormatError(added, "left out: nobody signed it");
}

/**
 * The disclosure in a W3C Verifiable Credential 2.0 that `toVerifiableCredential` made, here or elsewhere. All of it
 * is read, nothing is taken on trust: every property of the subject is proven under the root, the document's id is
 * that of what the issuer signed, and what says nothing of its own is what would be written there. Whether the issuer did sign, is trusted and did not revoke, `verifyDisclosure` says.
 *
 * @param document What `JSON.parse` returned.
 * @throws CredentialFormatError
 */
export function fromVerifiableCredential(document: unknown): Disclosure {
  const root: Node = { path: "", value: document };
  checkFrame(root);
  const [proof, status] = [member(root, "proof"), member(root, "credentialStatus")];
  const subject = member(root, "credentialSubject");
  const by = accountOfDid("issuer", text(member(root, "issuer")));
  exactly(
    member(proof, "verificationMethod"),
    `${text(member(root, "issuer"))}#blockchainAccountId`,
  );
  const of = accountOfDid("credentialSubject.id", text(member(subject, "id")));
  const contract = accountOfDid("credentialStatus.contract", text(member(status, "contract")));
  if (by.chainId !== contract.chainId || of.chainId !== contract.chainId) {
    throw new CredentialFormatError("issuer", "of one chain with subject and contract");
  }
  const schema = text(member(member(root, "credentialSchema"), "id"));
  const claimsRoot = hex(member(proof, "root"), 32);
  const credential = within("the whole", "a credential in range", () =>
    checkCredential({
      issuer: by.account,
      subject: of.account,
      schema: schemaId(schema),
      root: claimsRoot,
      issuedAt: second(member(root, "validFrom")),
      expiresAt: second(member(root, "validUntil")),
      index: whole(member(status, "index")),
    }),
  );
  const domain = within("credentialStatus.contract", "on a chain that there can be", () =>
    credentialDomain({ chainId: contract.chainId, contract: contract.account }),
  );
  exactly(member(root, "id"), `urn:weft:credential:${credentialId(domain, credential)}`);
  const claims = claimsOf(subject, proof, claimsRoot);
  const shown = { domain, schema, credential, claims, signature: signatureOf(proof) };
  checkRest(root, shown);
  return shown;
}
