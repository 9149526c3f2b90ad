import { Signature, TypedDataEncoder, ZeroAddress } from "ethers";
import type { WeftDomain } from "../orders/domain";
import { keyOf } from "../orders/verify";
import type { Layout } from "../words/layout";
import { packWord } from "../words/layout";
import {
  checkAccount,
  checkAddress,
  checkBytes32,
  checkSignature,
  isSameAccount,
} from "../words/range";
import { ACCEPTANCE_TYPES } from "./typed-data";
import type { Acceptance, Claim, ClaimStruct, PlainClaimStruct } from "./types";

/** Bit layout of `Due` in contracts/market/OneShotTypes.sol, from the lowest bit up. */
const DUE = [
  ["amount", 128],
  ["expiry", 40],
  ["nonce", 64],
] as const satisfies Layout<string>;

/**
 * The acceptance with its addresses in one form.
 *
 * @throws InvalidFieldError naming the field, its value and what is allowed.
 */
export function checkAcceptance(acceptance: Acceptance): Acceptance {
  packWord(DUE, acceptance);
  return {
    ...acceptance,
    client: checkAccount("client", acceptance.client),
    payer: checkAddress("payer", acceptance.payer),
    beneficiary: checkAddress("beneficiary", acceptance.beneficiary),
    provider: checkAccount("provider", acceptance.provider),
    token: checkAccount("token", acceptance.token),
    spec: checkBytes32("spec", acceptance.spec),
    result: checkBytes32("result", acceptance.result),
  };
}

/** The digest that client and payer sign: the id of the claim. */
export function acceptanceId(domain: WeftDomain, acceptance: Acceptance): string {
  return TypedDataEncoder.hash(domain, ACCEPTANCE_TYPES, checkAcceptance(acceptance));
}

/** The claim as the market takes it. */
export function packClaim(claim: Claim): ClaimStruct {
  const { client, payer, beneficiary, spec, result } = checkAcceptance(claim.acceptance);
  return {
    client,
    payer,
    beneficiary,
    due: packWord(DUE, claim.acceptance),
    spec,
    result,
    clientSignature: checkSignature("clientSignature", claim.clientSignature),
    payerSignature: checkSignature("payerSignature", claim.payerSignature),
  };
}

/** The claim in its short form; undefined where it has none, or its signature is of no key. */
export function packPlainClaim(domain: WeftDomain, claim: Claim): PlainClaimStruct | undefined {
  const { client, payer, beneficiary, due, spec, result, clientSignature } = packClaim(claim);
  if (payer !== ZeroAddress || beneficiary !== ZeroAddress) return undefined;
  const digest = acceptanceId(domain, claim.acceptance);
  const key = keyOf({ digest, signature: clientSignature });
  if (key === undefined || !isSameAccount(key, client)) return undefined;
  const { r, yParityAndS } = Signature.from(clientSignature);
  return { client, due, spec, result, r, vs: yParityAndS };
}
