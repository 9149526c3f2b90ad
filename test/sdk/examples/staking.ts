import type { Provider, Signer } from "ethers";
import { stake } from "../../../packages/sdk/src";

/** Accounts and addresses of the example. */
export interface StakeSetup {
  chain: Provider;
  provider: Signer;
  /** Puts stake behind the provider. */
  delegator: Signer;
  /** The key on the provider's machine: it owns nothing. */
  machine: string;
  stakeVault: string;
  market: string;
  /** What the provider is paid in. */
  token: string;
  /** Resolves when a unix second has come. */
  until: (time: number) => Promise<void>;
}

const WEFT = 10n ** 18n;

/** Stake in, stake behind somebody else, and all of it out again. */
export async function stakeAndLeave(setup: StakeSetup): Promise<string> {
  const { chain, delegator, machine, token, until } = setup;
  const { stakeVault, market } = setup;
  const asProvider = { signer: setup.provider, stakeVault, market };
  const asDelegator = { signer: delegator, stakeVault, market };
  const provider = await setup.provider.getAddress();

  // The provider stakes 100 WEFT, lets its machine work for it, and takes delegations for a tenth.
  await stake.provisionWithPermit({ ...asProvider, amount: 100n * WEFT });
  await stake.setOperator({ ...asProvider, operator: machine, scopes: ["SIGN_OFFERS", "SUBMIT"] });
  await stake.openPool({ ...asProvider, commissionBps: 1_000, tokens: [token] });

  // A delegator adds 300. Shares and amounts are guarded by what the pool gives now, less half a percent.
  await stake.delegate({ ...asDelegator, provider, amount: 300n * WEFT });

  // Everything about the provider's stake, of one block.
  const question = { provider: chain, stakeVault, market, account: provider };
  const view = await stake.show({
    ...question,
    delegator: await delegator.getAddress(),
    operators: [machine],
  });
  const isEnough = await stake.canTake({ ...question, collateral: 400n * WEFT });

  // Leaving takes the thaw time, in which the stake is still behind open jobs and loses as it did before.
  const { readyAt: delegatedAt } = await stake.undelegate({
    ...asDelegator,
    ...{ provider, amount: "all" },
  });
  const { readyAt } = await stake.thaw({ ...asProvider, amount: view.active });
  await until(Math.max(readyAt, delegatedAt));
  const delegated = await stake.withdrawDelegated({ ...asDelegator, provider });
  const own = await stake.withdraw(asProvider);

  const lateness = view.isNextLatenessSpared ? "spared" : "slashed";
  return `Free ${view.free / WEFT}, enough ${isEnough}, pool ${view.pool?.poolPpm ?? 0} ppm, next lateness ${lateness}; back ${own.amount / WEFT} and ${delegated.amount / WEFT}.`;
}
