import type { Provider } from "ethers";
import { read } from "../calls/read";
import { Credentials__factory } from "../contracts";
import { ContractError } from "../errors/weft-error";
import type { WeftDomain } from "../orders/domain";
import { isSameAccount } from "../words/range";
import { isUnderRoot } from "./claims";
import { schemaId } from "./credential";
import type { Disclosure } from "./disclose";

/** Why a disclosure does not say what its reader wants to know. */
export type DisclosureFaultName =
  | "WRONG_DOMAIN"
  | "WRONG_SCHEMA"
  | "WRONG_SUBJECT"
  | "UNTRUSTED_ISSUER"
  | "CLAIM_NOT_PROVEN"
  | "REFUSED";

export interface DisclosureFault {
  fault: DisclosureFaultName;
  sentence: string;
}

/** What the reader knows by itself, and takes from nobody. */
export interface Expectations {
  /** The contract and chain that the reader trusts to tell what is revoked. */
  domain: WeftDomain;
  /** Whose word is taken. */
  issuers: readonly string[];
  schema?: string;
  /** Of whom it must be. */
  subject?: string;
}

function isSameDomain(a: WeftDomain, b: WeftDomain): boolean {
  const isNamed = a.name === b.name && a.version === b.version && a.chainId === b.chainId;
  return isNamed && isSameAccount(a.verifyingContract, b.verifyingContract);
}

/** What is wrong with a disclosure as it lies there, without asking the chain whether it holds. */
export function checkDisclosure(shown: Disclosure, expected: Expectations): DisclosureFault[] {
  const { credential, domain, claims } = shown;
  const { issuer, subject, schema, root } = credential;
  const faults: DisclosureFault[] = [];
  const say = (fault: DisclosureFaultName, sentence: string) => faults.push({ fault, sentence });
  if (!isSameDomain(domain, expected.domain)) {
    say(
      "WRONG_DOMAIN",
      `the credential is for ${domain.verifyingContract} on chain ${domain.chainId}, not for ${expected.domain.verifyingContract} on chain ${expected.domain.chainId}`,
    );
  }
  if (schema !== schemaId(shown.schema)) {
    say("WRONG_SCHEMA", `the credential's schema is not ${shown.schema}`);
  } else if (expected.schema !== undefined && shown.schema !== expected.schema) {
    say("WRONG_SCHEMA", `the credential's schema is ${shown.schema}, not ${expected.schema}`);
  }
  if (expected.subject !== undefined && !isSameAccount(subject, expected.subject)) {
    say("WRONG_SUBJECT", `the credential is of ${subject}, not of ${expected.subject}`);
  }
  if (!expected.issuers.some((trusted) => isSameAccount(trusted, issuer))) {
    say("UNTRUSTED_ISSUER", `${issuer} is none of the issuers whose word is taken`);
  }
  for (const claim of claims) {
    if (isUnderRoot(root, claim)) continue;
    say("CLAIM_NOT_PROVEN", `the issuer did not sign that ${claim.name} is ${String(claim.value)}`);
  }
  return faults;
}

export interface VerifyDisclosureParameters extends Expectations {
  shown: Disclosure;
  /** A node of the chain that the credential is bound to. */
  provider: Provider;
}

/**
 * Whether a disclosure can be relied on now: right contents, signed by an issuer that is trusted, neither
 * expired nor revoked by the chain's state and clock. Empty where nothing is wrong with it. That its subject is who
 * shows it is another question, see `isPresentedBySubject`.
 *
 * @throws WeftError where the node does not answer.
 * @example
 * const faults = await verifyDisclosure({ shown, provider, domain, issuers: [university], schema });
 */
export async function verifyDisclosure(
  parameters: VerifyDisclosureParameters,
): Promise<DisclosureFault[]> {
  const { shown, provider, domain } = parameters;
  const faults = checkDisclosure(shown, parameters);
  const contract = Credentials__factory.connect(domain.verifyingContract, provider);
  const { credential, signature } = shown;
  try {
    // The contract says it as a market would be told.
    await read(() => contract.check(credential, signature));
  } catch (error) {
    if (!(error instanceof ContractError)) throw error;
    faults.push({ fault: "REFUSED", sentence: error.message });
  }
  return faults;
}
