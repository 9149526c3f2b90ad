import { isError, Signature, type Signer } from "ethers";
import { toWeftError } from "../errors/decode";
import { chainIdOf } from "./chain-id";
import { isRefusal } from "./ask";
import { WeftError } from "../errors/weft-error";
import { checkChain } from "../orders/sign";
import { checkAccount, checkUint } from "../words/range";
import { nextBlockTime } from "./clock";
import { erc20 } from "./erc20";
import { read } from "./read";

const PERMIT_TYPES = {
  Permit: [
    { name: "owner", type: "address" },
    { name: "spender", type: "address" },
    { name: "value", type: "uint256" },
    { name: "nonce", type: "uint256" },
    { name: "deadline", type: "uint256" },
  ],
};
const DEFAULT_LIFE_SECONDS = 1_200;

/** A signed ERC-2612 permit, in the parts that contracts take. */
export interface Permit {
  value: bigint;
  /** Last unix second at which it is valid. */
  deadline: bigint;
  v: 27 | 28;
  r: string;
  s: string;
}

export interface SignPermitParameters {
  signer: Signer;
  token: string;
  spender: string;
  /** Base units; exactly these. */
  value: bigint;
  /** Last unix second at which it is valid; left out, twenty minutes from now. */
  deadline?: bigint | number;
  /** Version in the token's EIP-712 domain, for tokens that do not tell it (ERC-5267). */
  version?: string;
}

/** Whether the token has no such function: it refused, or answered nothing. */
function isMissing(error: unknown): boolean {
  return isRefusal(error) || isError(error, "BAD_DATA");
}

/** The token's domain as it says itself (ERC-5267), or by its name and the usual version. */
async function domainOf({ signer, token, version = "1" }: SignPermitParameters, chainId: bigint) {
  const contract = erc20(token, signer);
  try {
    const told = await contract.eip712Domain();
    return { name: told.name, version: told.version, chainId, verifyingContract: token };
  } catch (error) {
    if (!isMissing(error)) throw toWeftError(error);
    const name = await read(() => contract.name());
    return { name, version, chainId, verifyingContract: token };
  }
}

/**
 * Signs an ERC-2612 permit over exactly an amount.
 *
 * @throws WeftError PERMIT_UNSUPPORTED where the token has no permits.
 * @example
 * const permit = await signPermit({ signer, token, spender: vault, value: 5_000_000n });
 */
export async function signPermit(parameters: SignPermitParameters): Promise<Permit> {
  const { signer } = parameters;
  const spender = checkAccount("spender", parameters.spender);
  const value = checkUint("value", parameters.value, 256);
  if (signer.provider === null) {
    throw new WeftError(
      "NO_PROVIDER",
      "a permit needs the token's nonce, so the signer needs a provider",
    );
  }
  const until =
    parameters.deadline ?? (await nextBlockTime(signer.provider)) + DEFAULT_LIFE_SECONDS;
  const deadline = checkUint("deadline", until, 256);
  const chainId = await chainIdOf(signer.provider);
  const owner = await signer.getAddress();
  const nonce = await readNonce(parameters, owner);
  const domain = await domainOf(parameters, chainId);
  await checkChain(signer, chainId);
  const message = { owner, spender, value, nonce, deadline };
  const { v, r, s } = Signature.from(await signer.signTypedData(domain, PERMIT_TYPES, message));
  return { value, deadline, v, r, s };
}

async function readNonce({ signer, token }: SignPermitParameters, owner: string): Promise<bigint> {
  try {
    return await erc20(token, signer).nonces(owner);
  } catch (error) {
    if (!isMissing(error)) throw toWeftError(error);
    throw new WeftError("PERMIT_UNSUPPORTED", `token ${token} has no ERC-2612 permits`, {
      cause: error,
    });
  }
}
