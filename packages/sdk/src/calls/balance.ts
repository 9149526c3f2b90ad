import { MaxUint256, type Overrides } from "ethers";
import type { Vault } from "../contracts";

/** What an owner has in the vault, and how much of it a market may take. */
export async function readBalance(
  vault: Vault,
  { owner, market, token }: { owner: string; market: string; token: string },
  at: Pick<Overrides, "blockTag"> = {},
): Promise<{ balance: bigint; allowance: bigint }> {
  const id = BigInt(token);
  const [balance, isOperator, allowance] = await Promise.all([
    vault.balanceOf(owner, id, at),
    vault.isOperator(owner, market, at),
    vault.allowance(owner, market, id, at),
  ]);
  return { balance, allowance: isOperator ? MaxUint256 : allowance };
}
