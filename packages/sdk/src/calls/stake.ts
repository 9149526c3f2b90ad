import type { Provider } from "ethers";
import { StakeVault__factory, type StakeVault } from "../contracts";
import { toWeftError } from "../errors/decode";
import { eventIn } from "../events/events";
import { checkAccount, checkUint } from "../words/range";
import { ensureAllowance } from "./erc20";
import { signPermit, type Permit } from "./permit";
import { send, type CallOptions, type CallResult } from "./send";

interface StakeCall extends CallOptions {
  /** Address of the stake vault. */
  stakeVault: string;
}

export interface ProvisionParameters extends StakeCall {
  /** The market that may lock and slash it. */
  market: string;
  /** WEFT base units. */
  amount: bigint;
}

/** Puts stake of the signer at a market's disposal. Approves exactly the amount first, where less is allowed. */
export async function provision(
  parameters: ProvisionParameters,
): Promise<CallResult & { amount: bigint }> {
  const { signer, stakeVault, overrides = {} } = parameters;
  const contract = StakeVault__factory.connect(stakeVault, signer);
  const market = checkAccount("market", parameters.market);
  const amount = checkUint("amount", parameters.amount, 96);
  await ensureAllowance(parameters, { token: await contract.token(), spender: stakeVault, amount });
  const receipt = await send(parameters, () => contract.provision(market, amount, overrides));
  return { receipt, amount: eventIn(receipt, stakeVault, contract.getEvent("Provisioned")).amount };
}

/**
 * Puts stake of the signer at a market's disposal by a permit: one transaction.
 *
 * @example
 * await stake.provisionWithPermit({ signer, stakeVault, market, amount: 1_000n * 10n ** 18n });
 */
export async function provisionWithPermit(
  parameters: ProvisionParameters & { permit?: Permit },
): Promise<CallResult & { amount: bigint }> {
  const { signer, stakeVault, overrides = {} } = parameters;
  const contract = StakeVault__factory.connect(stakeVault, signer);
  const market = checkAccount("market", parameters.market);
  const amount = checkUint("amount", parameters.amount, 96);
  const { deadline, v, r, s } =
    parameters.permit ??
    (await signPermit({
      signer,
      token: await contract.token(),
      spender: stakeVault,
      value: amount,
    }));
  const receipt = await send(parameters, () =>
    contract.provisionWithPermit(market, amount, deadline, v, r, s, overrides),
  );
  return { receipt, amount: eventIn(receipt, stakeVault, contract.getEvent("Provisioned")).amount };
}

export interface ThawResult extends CallResult {
  /** Position of the request in the provision's queue. */
  index: bigint;
  amount: bigint;
  /** Unix second from which it can be withdrawn. */
  readyAt: number;
}

/** Starts to take active stake of the signer out of a market's disposal. */
export async function thaw(parameters: ProvisionParameters): Promise<ThawResult> {
  const { signer, stakeVault, market, overrides = {} } = parameters;
  const contract = StakeVault__factory.connect(stakeVault, signer);
  const amount = checkUint("amount", parameters.amount, 96);
  const receipt = await send(parameters, () => contract.thaw(market, amount, overrides));
  const started = eventIn(receipt, stakeVault, contract.getEvent("ThawStarted"));
  return {
    receipt,
    index: started.index,
    amount: started.amount,
    readyAt: Number(started.readyAt),
  };
}

/** Sends all thawed stake of a provision to its provider. Anyone may call. */
export async function withdraw(
  parameters: StakeCall & { market: string; provider?: string },
): Promise<CallResult & { amount: bigint; requests: bigint }> {
  const { signer, stakeVault, market, overrides = {} } = parameters;
  const contract = StakeVault__factory.connect(stakeVault, signer);
  const provider = parameters.provider ?? (await signer.getAddress());
  const receipt = await send(parameters, () => contract.withdraw(provider, market, overrides));
  const { amount, requests } = eventIn(receipt, stakeVault, contract.getEvent("Withdrawn"));
  return { receipt, amount, requests };
}

/** Sends slashed stake to the account it was credited to. Anyone may call. */
export async function claim(
  parameters: StakeCall & { account?: string },
): Promise<CallResult & { amount: bigint }> {
  const { signer, stakeVault, overrides = {} } = parameters;
  const contract = StakeVault__factory.connect(stakeVault, signer);
  const account = parameters.account ?? (await signer.getAddress());
  const receipt = await send(parameters, () => contract.claim(account, overrides));
  return { receipt, amount: eventIn(receipt, stakeVault, contract.getEvent("Claimed")).amount };
}

/** A provider's stake at one market, in WEFT base units. */
export interface Stake {
  /** Can be locked. */
  active: bigint;
  /** Stands behind open jobs. */
  locked: bigint;
  /** What can still be locked. */
  free: bigint;
  /** On its way out. */
  thawing: bigint;
  /** Slashed stake of others that the account can claim. */
  credit: bigint;
  /** Requests to take stake out, oldest first; `amount` is what each would bring now. */
  thaws: { index: bigint; amount: bigint; readyAt: number }[];
}

interface ShowParameters {
  provider: Provider;
  stakeVault: string;
  market: string;
  /** The account that staked. */
  account: string;
}

/** The state of an account's stake at a market. */
export async function show(parameters: ShowParameters): Promise<Stake> {
  const { provider, stakeVault, market, account } = parameters;
  const contract = StakeVault__factory.connect(stakeVault, provider);
  try {
    const [{ active, locked, thawing }, free, credit, thaws] = await Promise.all([
      contract.provisionOf(account, market),
      contract.freeOf(account, market),
      contract.creditOf(account),
      readThaws(contract, parameters),
    ]);
    return { active, locked, free, thawing, credit, thaws };
  } catch (error) {
    throw toWeftError(error);
  }
}

async function readThaws(
  contract: StakeVault,
  { account, market }: ShowParameters,
): Promise<Stake["thaws"]> {
  const pool = await contract.provisionOf(account, market);
  const indexes: bigint[] = [];
  for (let index = pool.firstThaw; index < pool.nextThaw; ++index) indexes.push(index);
  return Promise.all(
    indexes.map(async (index) => {
      const { shares, readyAt, round } = await contract.thawAt(account, market, index);
      const isLive = round === pool.thawRound && shares !== 0n;
      const amount = isLive ? (shares * pool.thawing) / pool.thawingShares : 0n;
      return { index, amount, readyAt: Number(readyAt) };
    }),
  );
}
