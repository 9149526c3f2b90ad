import { MaxUint256, type Provider } from "ethers";
import { StakeVault__factory, Vault__factory, type JobMarket } from "../contracts";
import type { MatchState } from "./context";

type Funds = Pick<MatchState, "freeStake" | "payerBalance" | "payerAllowance">;

/** What provider and payer have at the market's disposal. */
export async function readFunds(
  provider: Provider,
  market: JobMarket,
  { worker, payer, token }: { worker: string; payer: string; token: string },
): Promise<Funds> {
  const [address, vaultAddress, stakeAddress] = await Promise.all([
    market.getAddress(),
    market.vault(),
    market.stakeVault(),
  ]);
  const vault = Vault__factory.connect(vaultAddress, provider);
  const id = BigInt(token);
  const [freeStake, payerBalance, isOperator, allowance] = await Promise.all([
    StakeVault__factory.connect(stakeAddress, provider).freeOf(worker, address),
    vault.balanceOf(payer, id),
    vault.isOperator(payer, address),
    vault.allowance(payer, address, id),
  ]);
  return { freeStake, payerBalance, payerAllowance: isOperator ? MaxUint256 : allowance };
}
