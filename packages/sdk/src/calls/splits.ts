import type { Provider } from "ethers";
import { ISplit__factory, Splits__factory } from "../contracts";
import { eventIn } from "../events/events";
import { splitShares, type SplitTerms } from "../works/split";
import { erc20 } from "./erc20";
import { read } from "./read";
import { send, type CallOptions, type CallResult } from "./send";

export interface SplitsCall extends CallOptions {
  /** Address of the contract that makes splits. */
  splits: string;
}

/** The address of the split with these terms, deployed or not: it can be paid at once. */
export async function addressOf(
  parameters: SplitTerms & { provider: Provider; splits: string },
): Promise<string> {
  const { payees, shares } = splitShares(parameters);
  const contract = Splits__factory.connect(parameters.splits, parameters.provider);
  return read(() => contract.addressOf(payees, shares));
}

/**
 * Deploys the split with these terms, unless somebody did.
 *
 * @example
 * const { split } = await splits.create({ signer, splits: address, payees: [a, b], shares: [700_000, 300_000] });
 */
export async function create(
  parameters: SplitsCall & SplitTerms,
): Promise<CallResult & { split: string }> {
  const { signer, splits, overrides = {} } = parameters;
  const { payees, shares } = splitShares(parameters);
  const contract = Splits__factory.connect(splits, signer);
  const split = await read(() => contract.addressOf(payees, shares));
  const receipt = await send(parameters, () => contract.create(payees, shares, overrides));
  return { receipt, split };
}

/** Shares what a split received of a currency; zero for ether. Anyone may call. */
export async function distribute(
  parameters: CallOptions & { split: string; currency: string },
): Promise<CallResult & { amount: bigint }> {
  const { signer, split, currency, overrides = {} } = parameters;
  const contract = ISplit__factory.connect(split, signer);
  const receipt = await send(parameters, () => contract.distribute(currency, overrides));
  const { amount } = eventIn(receipt, split, contract.getEvent("Distributed"));
  return { receipt, amount };
}

/** What a split received of a currency and has not shared, in base units; deployed or not. */
export async function pending(parameters: {
  provider: Provider;
  split: string;
  currency: string;
}): Promise<bigint> {
  const { provider, split, currency } = parameters;
  return read(async () => {
    if ((await provider.getCode(split)) !== "0x") {
      return ISplit__factory.connect(split, provider).pending(currency);
    }
    if (BigInt(currency) === 0n) return provider.getBalance(split);
    return erc20(currency, provider).balanceOf(split);
  });
}
