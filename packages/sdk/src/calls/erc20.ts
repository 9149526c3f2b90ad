import { Contract, MaxUint256, type ContractTransactionResponse, type Provider, type Signer } from "ethers";
import { checkAccount, checkUint } from "../words/range";
import { send, type CallOptions, type CallResult } from "./send";

const ABI = [
  "function allowance(address owner, address spender) view returns (uint256)",
  "function approve(address spender, uint256 amount) returns (bool)",
  "function balanceOf(address account) view returns (uint256)",
  "function name() view returns (string)",
  "function nonces(address owner) view returns (uint256)",
  "function eip712Domain() view returns (bytes1 fields, string name, string version, uint256 chainId, address verifyingContract, bytes32 salt, uint256[] extensions)",
] as const;

/** Any ERC-20, through the few functions used here. */
export function erc20(token: string, runner: Provider | Signer): Contract {
  return new Contract(token, ABI, runner);
}

export async function allowanceOf(
  runner: Provider | Signer,
  { token, owner, spender }: { token: string; owner: string; spender: string },
): Promise<bigint> {
  return BigInt(await erc20(token, runner).getFunction("allowance")(owner, spender));
}

export interface ApproveParameters extends CallOptions {
  token: string;
  spender: string;
  /** Base units, or the word `unlimited` where that is really meant. */
  amount: bigint | "unlimited";
}

/** Lets a spender take exactly an amount of the signer's tokens. Replaces what was allowed before. */
export async function approve(parameters: ApproveParameters): Promise<CallResult> {
  const { signer, token, spender, overrides = {} } = parameters;
  const amount =
    parameters.amount === "unlimited" ? MaxUint256 : checkUint("amount", parameters.amount, 256);
  const contract = erc20(checkAccount("token", token), signer);
  const receipt = await send(
    parameters,
    (): Promise<ContractTransactionResponse> =>
      contract.getFunction("approve").send(checkAccount("spender", spender), amount, overrides),
  );
  return { receipt };
}

/** Approves exactly the amount, where less is allowed. A leftover is cleared first, which some tokens demand. */
export async function ensureAllowance(
  options: CallOptions,
  { token, spender, amount }: { token: string; spender: string; amount: bigint },
): Promise<void> {
  const { signer, confirmations } = options;
  const owner = await signer.getAddress();
  const allowed = await allowanceOf(signer, { token, owner, spender });
  if (allowed >= amount) return;
  // Overrides are meant for the call that the allowance is for.
  const approval = { signer, token, spender, ...(confirmations === undefined ? {} : { confirmations }) };
  if (allowed !== 0n) await approve({ ...approval, amount: 0n });
  await approve({ ...approval, amount });
}
