import { ZeroAddress, type Provider, type Signer, type TypedDataField } from "ethers";
import { chainIdOf } from "../calls/chain-id";
import { read } from "../calls/read";
import { InvalidFieldError, WrongChainError, WrongSignerError } from "../errors/weft-error";
import { packOffer } from "./pack-offer";
import { packRequest } from "./pack-request";
import { OFFER_TYPES, REQUEST_TYPES, type WeftDomain } from "./typed-data";
import type { Offer, Request } from "./types";

export interface SignParameters {
  signer: Signer;
  domain: WeftDomain;
  /** The signer is an owner of the contract wallet that the order names, and signs for it (ERC-1271). */
  isForWallet?: boolean;
}

interface RawProvider extends Provider {
  send(method: string, params: unknown[]): Promise<unknown>;
}

function isRaw(provider: Provider): provider is RawProvider {
  return "send" in provider && typeof provider.send === "function";
}

async function readChainId(provider: Provider): Promise<bigint> {
  // Providers remember their network; a wallet may have switched since.
  if (!isRaw(provider)) return chainIdOf(provider);
  return BigInt(String(await read(() => provider.send("eth_chainId", []))));
}

/**
 * Refuses a signer that is connected to another chain. A signer without a provider knows no chain
 * and signs for the domain it is given.
 *
 * @throws WrongChainError
 */
export async function checkChain(signer: Signer, expected: bigint): Promise<void> {
  if (signer.provider === null) return;
  const actual = await readChainId(signer.provider);
  if (actual !== expected) throw new WrongChainError(expected, actual);
}

/** Refuses a signer that is another account, unless it signs for a contract wallet. */
export async function checkSigner(
  { signer, isForWallet = false }: Omit<SignParameters, "domain">,
  role: string,
  account: string,
): Promise<void> {
  if (isForWallet) return;
  const actual = await signer.getAddress();
  if (actual.toLowerCase() !== account.toLowerCase()) {
    throw new WrongSignerError(role, account, actual);
  }
}

/** Signs typed data, asking for the chain at the last moment. */
export async function signTyped(
  { signer, domain }: SignParameters,
  types: Record<string, TypedDataField[]>,
  message: object,
): Promise<string> {
  await checkChain(signer, domain.chainId);
  return signer.signTypedData(domain, types, { ...message });
}

/**
 * Signs an offer as its provider, or as a key that the provider lets sign offers.
 *
 * @param isOperator The signer is such a key: the offer matches as long as it has the scope `SIGN_OFFERS`.
 * @throws InvalidFieldError, WrongSignerError, WrongChainError
 * @example
 * const signature = await signOffer({ signer, domain: marketDomain({ chainId, contract }), offer });
 */
export async function signOffer(
  parameters: SignParameters & { offer: Offer; isOperator?: boolean },
): Promise<string> {
  const { offer, isOperator = false } = parameters;
  packOffer(offer);
  if (!isOperator) await checkSigner(parameters, "provider", offer.provider);
  return signTyped(parameters, OFFER_TYPES, offer);
}

/** Signs a request as its client. */
export async function signRequest(
  parameters: SignParameters & { request: Request },
): Promise<string> {
  const { request } = parameters;
  packRequest(request);
  await checkSigner(parameters, "client", request.client);
  return signTyped(parameters, REQUEST_TYPES, request);
}

/** Signs a request as the account, other than the client, that pays for it. */
export async function signAsPayer(
  parameters: SignParameters & { request: Request },
): Promise<string> {
  const { request } = parameters;
  packRequest(request);
  if (request.payer === ZeroAddress) {
    throw new InvalidFieldError(
      "payer",
      request.payer,
      "the account that pays; zero means the client",
    );
  }
  await checkSigner(parameters, "payer", request.payer);
  return signTyped(parameters, REQUEST_TYPES, request);
}
