import type { Party } from "../../lib/party";
import { checkParts, type Deal } from "../../works/stall";
import type { Market } from "../market";

/** What an account holds of the payment token before and after the sales. */
export interface Purse {
  name: string;
  account: string;
  before: bigint;
  after: bigint;
}

export type Balances = Omit<Purse, "after">[];

/** Everybody whom sales pay, or who pays. */
export async function balancesOf(market: Market): Promise<Balances> {
  const { client, collectors, treasury, workMarket, money } = market;
  const accounts = [
    ...[client, ...collectors].map(({ name, signer }: Party) => [name, signer.address] as const),
    [treasury.name, treasury.account] as const,
    ["the market", await workMarket.getAddress()] as const,
  ];
  return Promise.all(
    accounts.map(async ([name, account]) => ({
      name,
      account,
      before: await money.balanceOf(account),
    })),
  );
}

/**
 * Who has what after the sales.
 *
 * @throws Error where anybody's money changed by anything but its parts of the sales.
 */
export async function settlePurses(
  market: Market,
  before: Balances,
  deals: readonly Deal[],
): Promise<Purse[]> {
  const dues = new Map<string, bigint>();
  const give = (account: string, amount: bigint): void =>
    void dues.set(account, (dues.get(account) ?? 0n) + amount);
  for (const deal of deals) {
    checkParts(deal);
    const { buyer, seller, royaltyReceiver, price, proceeds, royalty, fee } = deal.sold;
    give(buyer, -price);
    give(seller, proceeds);
    give(royaltyReceiver, royalty);
    give(market.treasury.account, fee);
  }
  const purses: Purse[] = [];
  for (const purse of before) {
    const after = await market.money.balanceOf(purse.account);
    if (after - purse.before !== (dues.get(purse.account) ?? 0n)) {
      throw new Error(`${purse.name} was not paid by what was sold`);
    }
    dues.delete(purse.account);
    purses.push({ ...purse, after });
  }
  if (dues.size > 0) throw new Error(`${[...dues.keys()].join(", ")} had a part and is not known`);
  return purses;
}
