import type { Provider } from "ethers";
import { readBalance } from "../calls/balance";
import { StakeVault__factory, Vault__factory, type JobMarket, type StakeVault } from "../contracts";
import type { MatchState } from "./context";

type Funds = Pick<
  MatchState,
  "freeStake" | "freeOwnStake" | "payableTokens" | "payerBalance" | "payerAllowance"
>;

/** Stake that can still be locked, and the tokens a provider can be paid in while delegated stake counts. */
async function readStake(
  stakeVault: StakeVault,
  worker: string,
  market: string,
): Promise<Pick<MatchState, "freeStake" | "freeOwnStake" | "payableTokens">> {
  const [freeStake, own, pool] = await Promise.all([
    stakeVault.freeOf(worker, market),
    stakeVault.provisionOf(worker, market),
    stakeVault.poolOf(worker, market),
  ]);
  const counts = own.active !== 0n && pool.active !== 0n;
  return {
    freeStake,
    freeOwnStake: own.active > own.locked ? own.active - own.locked : 0n,
    payableTokens: counts ? [...pool.tokens] : undefined,
  };
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
  const [stakes, { balance: payerBalance, allowance: payerAllowance }] = await Promise.all([
    readStake(stake, worker, address),
    readBalance(vault, { owner: payer, market: address, token }),
  ]);
  return { ...stakes, payerBalance, payerAllowance };
}
