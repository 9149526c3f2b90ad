import { MaxUint256, Wallet, id, parseEther, type Signer } from "ethers";
import hre from "hardhat";

import { gasOf, type World } from "./world";

/** A client with a key of its own, money in the vault, and a market it approved. */
export type Client = Signer & { address: string };

const MONEY = parseEther("1000");

/** Makes as many clients, each opted in to `market`. */
export async function createClients(
  { vault, money, matcher }: World,
  market: string,
  count: number,
): Promise<Client[]> {
  await gasOf(() => money.mint(matcher, MONEY * BigInt(count)));
  await gasOf(() => money.connect(matcher).approve(vault, MaxUint256));
  const clients = Array.from(
    { length: count },
    (_, i) => new Wallet(id(`client ${i} of ${market}`), hre.ethers.provider),
  );
  for (const client of clients) {
    await gasOf(() => vault.connect(matcher).deposit(money, MONEY, client.address));
    await hre.network.provider.send("hardhat_setBalance", [client.address, "0xde0b6b3a7640000"]);
    await gasOf(() => vault.connect(client).setOperator(market, true));
  }
  return clients;
}
