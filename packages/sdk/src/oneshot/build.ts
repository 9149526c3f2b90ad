import { ZeroAddress } from "ethers";
import { InvalidFieldError } from "../errors/weft-error";
import { checkExpiry, unixNow } from "../orders/build-checks";
import { checkSigner, signTyped, type SignParameters } from "../orders/sign";
import { checkAcceptance } from "./pack";
import { ACCEPTANCE_TYPES } from "./typed-data";
import type { Acceptance } from "./types";

const DEFAULT_LIFE_SECONDS = 86_400;

interface Required {
  client: string;
  provider: string;
  token: string;
  amount: bigint;
  nonce: bigint;
  spec: string;
  result: string;
}

export interface BuildAcceptanceParameters
  extends Required, Partial<Omit<Acceptance, keyof Required>> {
  /** Unix second that `expiry` is counted from where it is left out; by default this machine's clock. */
  now?: number;
}

/**
 * An acceptance with defaults for what is left out: the client pays and may mint the result, and the provider has one
 * day to claim.
 *
 * @throws InvalidFieldError for an acceptance that could never be claimed.
 * @example
 * buildAcceptance({ client, provider, token, amount: 5_000_000n, spec, result, nonce: await nonces.next() });
 */
export function buildAcceptance({
  now = unixNow(),
  ...given
}: BuildAcceptanceParameters): Acceptance {
  const acceptance = checkAcceptance({
    payer: ZeroAddress,
    beneficiary: ZeroAddress,
    expiry: now + DEFAULT_LIFE_SECONDS,
    ...given,
  });
  checkExpiry(acceptance.expiry, now);
  return acceptance;
}

/**
 * Signs an acceptance as its client, or as the other account that pays for it.
 *
 * @throws InvalidFieldError, WrongSignerError, WrongChainError
 * @example
 * const clientSignature = await signAcceptance({ signer, domain, acceptance, role: "client" });
 */
export async function signAcceptance(
  parameters: SignParameters & { acceptance: Acceptance; role: "client" | "payer" },
): Promise<string> {
  const { role } = parameters;
  const acceptance = checkAcceptance(parameters.acceptance);
  if (acceptance[role] === ZeroAddress) {
    const allowed = "the account that pays; zero means the client";
    throw new InvalidFieldError(role, acceptance[role], allowed);
  }
  await checkSigner(parameters, role, acceptance[role]);
  return signTyped(parameters, ACCEPTANCE_TYPES, acceptance);
}
