import { isError, MaxUint256, type Provider } from "ethers";
import { isRefusal } from "../calls/ask";
import { erc20 } from "../calls/erc20";
import { isSameAccount } from "../words/range";
import type { DecodedCall } from "./decode-call";

type Judged = DecodedCall & { failure: string | undefined };

/** What a call takes from the timelock; the token is undefined for ether. */
interface Spending {
  token: string | undefined;
  amount: bigint;
}

function spendingsOf({ to, value, signature, args }: Judged, timelock: string): Spending[] {
  const spendings: Spending[] = [];
  if (value > 0n && !isSameAccount(to, timelock)) {
    spendings.push({ token: undefined, amount: value });
  }
  const [receiver, amount] = args.map((each) => each.value);
  if (
    signature === "transfer(address,uint256)" &&
    typeof amount === "bigint" &&
    !isSameAccount(String(receiver), timelock)
  ) {
    spendings.push({ token: to.toLowerCase(), amount });
  }
  return spendings;
}

async function heldBy(
  provider: Provider,
  account: string,
  token: string | undefined,
): Promise<bigint> {
  if (token === undefined) return provider.getBalance(account);
  try {
    return await erc20(token, provider).balanceOf(account);
  } catch (error) {
    // What has a transfer and no balance is no token whose transfers could be summed.
    if (isRefusal(error) || isError(error, "BAD_DATA")) return MaxUint256;
    throw error;
  }
}

/**
 * Calls that pass by themselves and take more ether, or more of a token, than the timelock has: the one that exceeds
 * it fails. Those that fail by themselves take nothing.
 */
export async function failTogether<Call extends Judged>(
  provider: Provider,
  timelock: string,
  calls: readonly Call[],
): Promise<Call[]> {
  const spent = new Map<string | undefined, bigint>();
  const judged: Call[] = [];
  for (const call of calls) {
    const failure = call.failure ?? (await exceeded(provider, timelock, call, spent));
    judged.push({ ...call, failure });
  }
  return judged;
}

async function exceeded(
  provider: Provider,
  timelock: string,
  call: Judged,
  spent: Map<string | undefined, bigint>,
): Promise<string | undefined> {
  const spendings = spendingsOf(call, timelock);
  for (const { token, amount } of spendings) {
    const before = spent.get(token) ?? 0n;
    // A call by itself was judged already.
    if (before === 0n) continue;
    const held = await heldBy(provider, timelock, token);
    if (before + amount <= held) continue;
    const unit = token === undefined ? "wei" : "base units of the token";
    return `the timelock has ${held} ${unit}; earlier calls take ${before}, and ${amount} are needed`;
  }
  for (const { token, amount } of spendings) spent.set(token, (spent.get(token) ?? 0n) + amount);
  return undefined;
}
