import { MaxUint256, type Provider } from "ethers";
import { StakeVault__factory, Vault__factory, type JobMarket, type StakeVault } from "../contracts";
import type { MatchState } from "./context";

type Funds = Pick<MatchState, "freeStake" | "payableTokens" | "payerBalance" | "payerAllowance">;

/** While somebody delegates to a provider, it is paid in its pool's tokens alone. */
async function readPayableTokens(
  stakeVault: StakeVault,
  worker: string,
  market: string,
): Promise<string[] | undefined> {
  const { shares, thawingShares, tokens } = await stakeVault.poolOf(worker, market);
  return shares === thawingShares ? undefined : [...tokens];
}

/** What provider and payer have at the market's disposal. */
export async function readFunds(
  provider: Provider,
  market: JobMarket,
  {
    worker,
    payer,
    token,
    stakeVault,
  }: { worker: string; payer: string; token: string; stakeVault: string },
): Promise<Funds> {
  const [address, vaultAddress] = await Promise.all([market.getAddress(), market.vault()]);
  const stake = StakeVault__factory.connect(stakeVault, provider);
  const vault = Vault__factory.connect(vaultAddress, provider);
  const id = BigInt(token);
  const [freeStake, payableTokens, payerBalance, isOperator, allowance] = await Promise.all([
    stake.freeOf(worker, address),
    readPayableTokens(stake, worker, address),
    vault.balanceOf(payer, id),
    vault.isOperator(payer, address),
    vault.allowance(payer, address, id),
  ]);
  const payerAllowance = isOperator ? MaxUint256 : allowance;
  return { freeStake, payableTokens, payerBalance, payerAllowance };
}
