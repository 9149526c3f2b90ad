import { MaxUint256, type Provider, type Signer } from "ethers";
import { WeftToken__factory, type WeftToken } from "../contracts";
import { isContractError } from "../errors/decode";
import { checkAccount, checkUint } from "../words/range";
import { read } from "./read";
import { send, type CallOptions, type CallResult } from "./send";

/** Any ERC-20, by the functions that WEFT has: of a strange token, not all of them need exist. */
export function erc20(token: string, runner: Provider | Signer): WeftToken {
  return WeftToken__factory.connect(checkAccount("token", token), runner);
}

export async function allowanceOf(
  runner: Provider | Signer,
  { token, owner, spender }: { token: string; owner: string; spender: string },
): Promise<bigint> {
  const contract = erc20(token, runner);
  return read(() => contract.allowance(owner, spender));
}

export interface ApproveParameters extends CallOptions {
  token: string;
  spender: string;
  /** Base units, or the word `unlimited` where that is really meant. */
  amount: bigint | "unlimited";
}

/** Lets a spender take exactly an amount of the signer's tokens. Replaces what was allowed before. */
export async function approve(parameters: ApproveParameters): Promise<CallResult> {
  const { signer, token, overrides = {} } = parameters;
  const amount =
    parameters.amount === "unlimited" ? MaxUint256 : checkUint("amount", parameters.amount, 256);
  const contract = erc20(token, signer);
  const spender = checkAccount("spender", parameters.spender);
  const receipt = await send(parameters, () => contract.approve(spender, amount, overrides));
  return { receipt };
}

/**
 * Tries a call that takes tokens as the last thing it does, so that nothing is approved for one that is refused anyway.
 *
 * @throws ContractError where it is refused for anything but the allowance.
 */
export async function tryUnpaid(call: () => Promise<unknown>): Promise<void> {
  try {
    await read(call);
  } catch (error) {
    if (!isContractError(error, "ERC20InsufficientAllowance")) throw error;
  }
}

/** Approves exactly the amount, where less is allowed. A leftover is cleared first, which some tokens demand. */
export async function ensureAllowance(
  options: CallOptions,
  { token, spender, amount }: { token: string; spender: string; amount: bigint },
): Promise<void> {
  const { signer } = options;
  const owner = await signer.getAddress();
  const allowed = await allowanceOf(signer, { token, owner, spender });
  if (allowed >= amount) return;
  // Overrides are meant for the call that the allowance is for.
  const approval = { ...options, overrides: {}, token, spender };
  if (allowed !== 0n) await approve({ ...approval, amount: 0n });
  await approve({ ...approval, amount });
}
