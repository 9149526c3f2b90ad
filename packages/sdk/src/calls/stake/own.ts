import type { ContractTransactionReceipt } from "ethers";
import { eventIn } from "../../events/events";
import { checkAccount, checkUint } from "../../words/range";
import { ensureAllowance } from "../erc20";
import { signPermit, type Permit } from "../permit";
import { read } from "../read";
import { send, type CallResult } from "../send";
import { stakeVaultOf, type LeaveResult, type MarketStakeCall, type StakeCall } from "./call";

export interface ProvisionParameters extends MarketStakeCall {
  /** WEFT base units. */
  amount: bigint;
}

export type ProvisionResult = CallResult & { amount: bigint };

function checked(parameters: ProvisionParameters) {
  return {
    contract: stakeVaultOf(parameters),
    market: checkAccount("market", parameters.market),
    amount: checkUint("amount", parameters.amount, 96),
    overrides: parameters.overrides ?? {},
  };
}

function provisionIn(
  parameters: ProvisionParameters,
  receipt: ContractTransactionReceipt,
): ProvisionResult {
  const event = stakeVaultOf(parameters).getEvent("Provisioned");
  return { receipt, amount: eventIn(receipt, parameters.stakeVault, event).amount };
}

/** Puts stake of the signer at a market's disposal. Approves exactly the amount first, where less is allowed. */
export async function provision(parameters: ProvisionParameters): Promise<ProvisionResult> {
  const { contract, market, amount, overrides } = checked(parameters);
  const token = await read(() => contract.token());
  await ensureAllowance(parameters, { token, spender: parameters.stakeVault, amount });
  const receipt = await send(parameters, () => contract.provision(market, amount, overrides));
  return provisionIn(parameters, receipt);
}

/**
 * Puts stake of the signer at a market's disposal by a permit: one transaction.
 *
 * @example
 * await stake.provisionWithPermit({ signer, stakeVault, market, amount: 1_000n * 10n ** 18n });
 */
export async function provisionWithPermit(
  parameters: ProvisionParameters & { permit?: Permit },
): Promise<ProvisionResult> {
  const { signer, stakeVault: spender } = parameters;
  const { contract, market, amount, overrides } = checked(parameters);
  const token = await read(() => contract.token());
  const { deadline, v, r, s } =
    parameters.permit ?? (await signPermit({ signer, token, spender, value: amount }));
  const receipt = await send(parameters, () =>
    contract.provisionWithPermit(market, amount, deadline, v, r, s, overrides),
  );
  return provisionIn(parameters, receipt);
}

export type ThawResult = CallResult & LeaveResult;

function thawIn(parameters: ProvisionParameters, receipt: ContractTransactionReceipt): ThawResult {
  const event = stakeVaultOf(parameters).getEvent("ThawStarted");
  const { index, amount, readyAt } = eventIn(receipt, parameters.stakeVault, event);
  return { receipt, index, amount, readyAt: Number(readyAt) };
}

/** Starts to take active stake of the signer out of a market's disposal. */
export async function thaw(parameters: ProvisionParameters): Promise<ThawResult> {
  const { contract, market, amount, overrides } = checked(parameters);
  return thawIn(parameters, await send(parameters, () => contract.thaw(market, amount, overrides)));
}

/** Like `thaw`, as an operator of the provider with the scope `THAW`. The provider receives what thaws. */
export async function thawFor(
  parameters: ProvisionParameters & { provider: string },
): Promise<ThawResult> {
  const { contract, market, amount, overrides } = checked(parameters);
  const provider = checkAccount("provider", parameters.provider);
  return thawIn(
    parameters,
    await send(parameters, () => contract.thawFor(provider, market, amount, overrides)),
  );
}

/**
 * Sends all thawed stake of a provision to its provider. Anyone may call.
 *
 * @param provider Left out, the signer.
 */
export async function withdraw(
  parameters: MarketStakeCall & { provider?: string },
): Promise<CallResult & { amount: bigint; requests: bigint }> {
  const { signer, stakeVault, market, overrides = {} } = parameters;
  const contract = stakeVaultOf(parameters);
  const provider = parameters.provider ?? (await signer.getAddress());
  const receipt = await send(parameters, () => contract.withdraw(provider, market, overrides));
  const { amount, requests } = eventIn(receipt, stakeVault, contract.getEvent("Withdrawn"));
  return { receipt, amount, requests };
}

/**
 * Sends slashed stake to the account it was credited to: all that is due, a thaw time after its slash, from the next
 * midnight (UTC) on. `show` says how much that is, and when there is more. Anyone may call.
 *
 * @param account Left out, the signer.
 */
export async function claim(
  parameters: StakeCall & { account?: string },
): Promise<CallResult & { amount: bigint }> {
  const { signer, stakeVault, overrides = {} } = parameters;
  const contract = stakeVaultOf(parameters);
  const account = parameters.account ?? (await signer.getAddress());
  const receipt = await send(parameters, () => contract.claim(account, overrides));
  return { receipt, amount: eventIn(receipt, stakeVault, contract.getEvent("Claimed")).amount };
}
