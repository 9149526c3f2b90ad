import { TypedDataEncoder, type Provider, type Signer } from "ethers";
import type { WeftDomain } from "../orders/domain";
import { checkSigner, signTyped } from "../orders/sign";
import { verifyOrderSignature } from "../orders/verify";
import { checkBytes32, checkUint } from "../words/range";
import type { Credential } from "./credential";
import { credentialId } from "./credential";
import { PRESENTATION_TYPES } from "./typed-data";

/** What a subject signs for one reader, so that a disclosure passed on proves nothing of who passed it on. */
export interface Presentation {
  /** Id of the credential. */
  credential: string;
  /** Who asked: a name or an origin that the reader knows as its own. */
  audience: string;
  /** 32 random bytes of the reader, used once. */
  challenge: string;
  /** Last unix second at which it counts. */
  expiry: number;
}

function checkPresentation(presentation: Presentation): Presentation {
  return {
    credential: checkBytes32("credential", presentation.credential),
    audience: presentation.audience,
    challenge: checkBytes32("challenge", presentation.challenge),
    expiry: Number(checkUint("expiry", presentation.expiry, 40)),
  };
}

export interface SignPresentationParameters {
  signer: Signer;
  domain: WeftDomain;
  credential: Credential;
  audience: string;
  challenge: string;
  expiry: number;
  /** The signer is an owner of the contract wallet that the credential is of. */
  isForWallet?: boolean;
}

/**
 * Signs, as the subject of a credential, that one shows it to this reader now.
 *
 * @throws WrongSignerError, WrongChainError
 */
export async function signPresentation(parameters: SignPresentationParameters): Promise<string> {
  const { domain, credential, audience, challenge, expiry } = parameters;
  await checkSigner(parameters, "subject", credential.subject);
  const presentation = {
    credential: credentialId(domain, credential),
    audience,
    challenge,
    expiry,
  };
  return signTyped(parameters, PRESENTATION_TYPES, checkPresentation(presentation));
}

export interface VerifyPresentationParameters extends Omit<
  SignPresentationParameters,
  "signer" | "isForWallet"
> {
  signature: string;
  /** The reader's clock, in unix seconds. */
  now: number;
  /** Asks the subject's wallet, where it is a contract. */
  provider?: Provider;
}

/** Whether the subject of a credential itself shows it, to this audience, in answer to this challenge. */
export async function isPresentedBySubject(
  parameters: VerifyPresentationParameters,
): Promise<boolean> {
  const { domain, credential, audience, challenge, expiry, signature, now } = parameters;
  if (now > expiry) return false;
  const presentation = {
    credential: credentialId(domain, credential),
    audience,
    challenge,
    expiry,
  };
  const digest = TypedDataEncoder.hash(domain, PRESENTATION_TYPES, checkPresentation(presentation));
  const { provider } = parameters;
  const question = { digest, signer: credential.subject, signature };
  return verifyOrderSignature(provider === undefined ? question : { ...question, provider });
}
