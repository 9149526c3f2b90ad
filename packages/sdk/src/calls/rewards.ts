import type { Provider } from "ethers";
import { IReputation__factory, Rewards__factory } from "../contracts";
import { eventsIn } from "../events/events";
import { read } from "./read";
import { send, type CallOptions, type CallResult } from "./send";

/** Epochs that can be claimed at a time: those that ended in the last year. */
const CLAIMABLE_EPOCHS = 53n;

interface Question {
  provider: Provider;
  /** Address of the rewards. */
  rewards: string;
  /** Whose rewards. */
  of: string;
}

/** What is to be had for an epoch. */
export interface EpochReward {
  epoch: bigint;
  /** WEFT base units. */
  amount: bigint;
}

/**
 * What a provider can claim now, epoch by epoch, the oldest first. With a reserve that runs out, later epochs may come
 * to less than each does alone.
 */
export async function claimable({ provider, rewards, of }: Question): Promise<EpochReward[]> {
  const contract = Rewards__factory.connect(rewards, provider);
  const source = await read(() => contract.reputation());
  const current = await read(() => IReputation__factory.connect(source, provider).currentEpoch());
  const first = await read(() => contract.firstEpoch());
  const from = current - CLAIMABLE_EPOCHS > first ? current - CLAIMABLE_EPOCHS : first;
  const epochs = Array.from(
    { length: Math.max(0, Number(current - from)) },
    (_, i) => from + BigInt(i),
  );
  const all = await Promise.all(
    epochs.map(async (epoch) => ({
      epoch,
      amount: await read(() => contract.claimableOf(of, [epoch])),
    })),
  );
  return all.filter(({ amount }) => amount !== 0n);
}

export interface ClaimParameters extends CallOptions {
  /** Address of the rewards. */
  rewards: string;
  /** Whom to claim for, and who is paid; the signer where left out. */
  of?: string;
  /** The epochs to claim; all that there is something in where left out. */
  epochs?: readonly bigint[];
}

/**
 * Claims rewards. Anyone may, for anybody: the provider alone is paid.
 *
 * @throws ContractError `RewardsNothingToClaim` where there is nothing.
 * @example
 * const { amount } = await rewards.claim({ signer, rewards: address });
 */
export async function claim(
  parameters: ClaimParameters,
): Promise<CallResult & { amount: bigint; paid: EpochReward[] }> {
  const { signer, rewards, overrides = {} } = parameters;
  const of = parameters.of ?? (await signer.getAddress());
  const epochs = parameters.epochs ?? (await epochsOf(parameters, of));
  const contract = Rewards__factory.connect(rewards, signer);
  const receipt = await send(parameters, () => contract.claim(of, [...epochs], overrides));
  const paid = eventsIn(receipt, rewards, contract.getEvent("RewardPaid")).map(
    ({ epoch, amount }) => ({ epoch, amount }),
  );
  return { receipt, amount: paid.reduce((sum, { amount }) => sum + amount, 0n), paid };
}

async function epochsOf({ signer, rewards }: ClaimParameters, of: string): Promise<bigint[]> {
  // Without a node to ask there is nothing to find, and the claim fails by its own words.
  if (signer.provider === null) return [];
  const found = await claimable({ provider: signer.provider, rewards, of });
  return found.map(({ epoch }) => epoch);
}

/** Returns to the reserve what nobody claimed of epochs that ended over a year ago. Anyone may call. */
export async function lapse(
  parameters: CallOptions & { rewards: string; epochs: readonly bigint[] },
): Promise<CallResult & { amount: bigint }> {
  const { signer, rewards, epochs, overrides = {} } = parameters;
  const contract = Rewards__factory.connect(rewards, signer);
  const receipt = await send(parameters, () => contract.lapse([...epochs], overrides));
  const lapsed = eventsIn(receipt, rewards, contract.getEvent("RewardsLapsed"));
  return { receipt, amount: lapsed.reduce((sum, { amount }) => sum + amount, 0n) };
}
