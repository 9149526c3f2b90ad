import type { Provider } from "ethers";
import { read } from "../calls/read";

/** Gas that asking one wallet for its signature can take, with all around it. */
export const WALLET_GAS = 430_000n;
/** Gas that asking one condition can take. */
export const CONDITION_GAS = 120_000n;

/** Tells which accounts are contracts, asking for each once. */
export function walletCounter(
  provider: Provider | null,
): (accounts: readonly string[]) => Promise<bigint> {
  const known = new Map<string, Promise<boolean>>();
  const isContract = (account: string): Promise<boolean> => {
    const key = account.toLowerCase();
    const found = known.get(key);
    if (found !== undefined) return found;
    const asked = read(async () => (await provider?.getCode(account)) ?? "0x").then(
      (code) => code !== "0x",
    );
    known.set(key, asked);
    return asked;
  };
  return async (accounts) => {
    const answers = await Promise.all([...new Set(accounts)].map(isContract));
    return BigInt(answers.filter(Boolean).length);
  };
}

/** Gas of the costliest of some items. */
export async function mostGas<Item>(
  items: readonly Item[],
  gasOf: (item: Item) => Promise<bigint>,
): Promise<bigint> {
  let most = 0n;
  for (const item of items) {
    const gas = await gasOf(item);
    if (gas > most) most = gas;
  }
  return most;
}

/** What the batches of the job market and of the one-shot market need beyond what their items may use. */
const ITEM_OVERHEAD = 10_000n;
const CALL_OVERHEAD = 1_000n;
/** What a call takes before the contract looks at the gas left, and for its answer. */
const ENTRY_GAS = 30_000n;

/** Gas of an item, and of a batch whatever it carries, by the check in `Batches._openBatch`. */
export function batchGas(gasPerItem: bigint, tail = 0n): { itemGas: bigint; fixedGas: bigint } {
  return {
    itemGas: gasPerItem + ITEM_OVERHEAD,
    fixedGas: gasPerItem / 63n + CALL_OVERHEAD + tail + ENTRY_GAS,
  };
}
