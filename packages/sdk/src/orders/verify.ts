import {
  dataLength,
  dataSlice,
  Interface,
  isHexString,
  recoverAddress,
  type Provider,
} from "ethers";
import { ask } from "../calls/ask";
import { read } from "../calls/read";
import { StakeVault__factory } from "../contracts";
import { scopeBit } from "../staking/scopes";
import { isSameAccount } from "../words/range";

const HALF_ORDER = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n;
const SIGNATURE_BYTES = 65;
/** Gas that a wallet gets to answer, by `Signatures.WALLET_GAS`. */
const WALLET_GAS = 400_000n;
const WALLET = new Interface([
  "function isValidSignature(bytes32 digest, bytes signature) view returns (bytes4)",
]);
const IS_VALID = "0x1626ba7e".padEnd(66, "0");

interface VerifyParameters {
  digest: string;
  /** The account that should have signed: a key's, or a contract wallet. */
  signer: string;
  signature: string;
  /** Asks contract wallets (ERC-1271). Without it, only keys are verified. */
  provider?: Provider;
}

type Signed = Pick<VerifyParameters, "digest" | "signature">;

/** The account whose key signed, in the one form that the contracts accept. */
export function keyOf({ digest, signature }: Signed): string | undefined {
  if (!isHexString(signature, SIGNATURE_BYTES)) return undefined;
  const v = Number(dataSlice(signature, 64));
  // Ethers would take v of 0 and 1 and a high s; the contracts take neither.
  if ((v !== 27 && v !== 28) || BigInt(dataSlice(signature, 32, 64)) > HALF_ORDER) return undefined;
  try {
    return recoverAddress(digest, signature);
  } catch {
    return undefined; // no point of the curve
  }
}

async function isSignedByWallet(
  { digest, signer, signature }: VerifyParameters,
  provider: Provider,
): Promise<boolean> {
  if ((await read(() => provider.getCode(signer))) === "0x") return false;
  const data = WALLET.encodeFunctionData("isValidSignature", [digest, signature]);
  const answer = await read(() => ask(provider, { to: signer, data, gasCap: WALLET_GAS }));
  return dataLength(answer) >= 32 && dataSlice(answer, 0, 32) === IS_VALID;
}

/**
 * Whether an account signed a digest, decided as the contracts decide it: its key, or, where a
 * provider is given and the account is a contract, its ERC-1271 answer.
 *
 * @example
 * await verifyOrderSignature({ digest: offerDigest(domain, offer), signer: offer.provider, signature, provider });
 */
export async function verifyOrderSignature(parameters: VerifyParameters): Promise<boolean> {
  const { signer, signature, provider } = parameters;
  if (!isHexString(signature, true)) return false;
  const key = keyOf(parameters);
  if (key !== undefined && isSameAccount(key, signer)) return true;
  return provider === undefined ? false : isSignedByWallet(parameters, provider);
}

/**
 * Whether an offer is signed by its provider, or by a key that the provider lets sign offers, as the market decides it.
 *
 * @example
 * await verifyOfferSignature({ digest, signer: offer.provider, signature, provider, stakeVault });
 */
export async function verifyOfferSignature(
  parameters: VerifyParameters & {
    provider: Provider;
    /** Where providers say who may sign for them. */
    stakeVault: string;
  },
): Promise<boolean> {
  const { signer, provider, stakeVault } = parameters;
  if (await verifyOrderSignature(parameters)) return true;
  const operator = keyOf(parameters);
  if (operator === undefined) return false;
  const contract = StakeVault__factory.connect(stakeVault, provider);
  return read(() => contract.isOperator(signer, operator, scopeBit("SIGN_OFFERS")));
}
