import { makeNonce } from "@weft/sdk";
import { Signature, ZeroAddress, id, parseEther, type ContractTransactionResponse } from "ethers";
import hre from "hardhat";

import { OneShotMarket__factory, type OneShotMarket } from "../../typechain-types";
import type {
  ClaimStruct,
  PlainClaimStruct,
} from "../../typechain-types/contracts/market/OneShotMarket";
import { createClients, type Client } from "./clients";
import type { Flows } from "./flows";
import { asOne, sendable, TRANSACTION_GAS, type Split } from "./parts";
import { EXPIRY, gasOf, gasOfEach, sentOf, type Sent, type World } from "./world";

const AMOUNT = parseEther("0.123456789");
const FEE_BPS = 250;
/** Gas that one claim may use; a key's signature needs a third of it. */
const CLAIM_GAS = 60_000n;
const BLOCK_GAS = 60_000_000;
const OVERRIDES = { gasLimit: BLOCK_GAS };

export const ACCEPTANCE_TYPES = {
  Acceptance: [
    { name: "client", type: "address" },
    { name: "payer", type: "address" },
    { name: "beneficiary", type: "address" },
    { name: "provider", type: "address" },
    { name: "token", type: "address" },
    { name: "amount", type: "uint128" },
    { name: "expiry", type: "uint40" },
    { name: "nonce", type: "uint64" },
    { name: "spec", type: "bytes32" },
    { name: "result", type: "bytes32" },
  ],
};

/**
 * Gas of a claim alone, and of one in batches of 50 and of 200 by as many clients or by one. Everybody has dealt
 * before: balances, fees and the words of the nonces are in use.
 */
export async function measureOneShots(world: World): Promise<Flows> {
  await hre.network.provider.send("evm_setBlockGasLimit", [`0x${BLOCK_GAS.toString(16)}`]);
  const market = await deployMarket(world);
  const many = await createClients(world, await market.getAddress(), 200);
  const fifty = many.slice(0, 50);
  const one = many.slice(0, 1);
  for (const client of many) await gasOf(() => market.connect(client).cancelAll());
  await claimAll(world, market, many, 0, 200);
  return {
    "oneshot.alone": await claimOne(world, market, one, 1),
    "oneshot.batch50.distinct": await claimAll(world, market, fifty, 2, 50),
    "oneshot.batch200.distinct": await claimAll(world, market, many, 3, 200),
    "oneshot.batch50.same": await claimAll(world, market, one, 4, 50),
    "oneshot.batch200.same": await claimAll(world, market, one, 300, 200),
    "oneshot.batch50.full": await claimInFull(world, market, fifty, 60),
  };
}

/** A market with a fee, of which nobody has claimed yet. */
export async function deployMarket({ vault, stakeVault }: World): Promise<OneShotMarket> {
  const [deployer] = await hre.ethers.getSigners();
  if (deployer === undefined) throw new Error("the network offers no account");
  const factory = new OneShotMarket__factory(deployer);
  return factory.deploy(vault, stakeVault, deployer, deployer, FEE_BPS);
}

async function claimOne(
  world: World,
  market: OneShotMarket,
  clients: readonly Client[],
  first: number,
): Promise<number> {
  const { provider, money } = world;
  const [accepted] = await acceptances(world, market, clients, first, 1);
  if (accepted === undefined) throw new Error("a claim needs a client");
  return gasOf(() => market.connect(provider).claim(provider, money, fullOf(accepted)));
}

async function claimAll(
  world: World,
  market: OneShotMarket,
  clients: readonly Client[],
  first: number,
  count: number,
): Promise<number> {
  return gasOfEach(await sendClaims(world, market, clients, first, count, sendable), count);
}

/** Claims once of each client, or with one nonce after the other of the only one; in parts, as the claims are split. */
export async function sendClaims(
  world: World,
  market: OneShotMarket,
  clients: readonly Client[],
  first: number,
  count: number,
  split: Split = asOne,
): Promise<Sent[]> {
  const { provider, money } = world;
  const token = await money.getAddress();
  const claims = (await acceptances(world, market, clients, first, count)).map(plainOf);
  const parts = split(claims, {
    // A run of claims that fails is run again one by one, and must have the gas for it.
    gasPerItem: CLAIM_GAS * 2n,
    encode: (items) =>
      market.interface.encodeFunctionData("claimPlainBatch", [
        ...([provider.address, token, items, CLAIM_GAS] as const),
      ]),
  });
  const overrides = split === asOne ? OVERRIDES : { gasLimit: TRANSACTION_GAS };
  const sent: Sent[] = [];
  for (const part of parts) {
    const send = () =>
      market.connect(provider).claimPlainBatch(provider, money, part, CLAIM_GAS, overrides);
    sent.push(await sendPaid(market, part.length, send));
  }
  return sent;
}

/** The same through the door that also takes wallets and sponsors. */
async function claimInFull(
  world: World,
  market: OneShotMarket,
  clients: readonly Client[],
  first: number,
): Promise<number> {
  const { provider, money } = world;
  const count = clients.length;
  const claims = (await acceptances(world, market, clients, first, count)).map(fullOf);
  const sent = await sendPaid(market, count, () =>
    market.connect(provider).claimBatch(provider, money, claims, CLAIM_GAS, OVERRIDES),
  );
  return gasOfEach([sent], count);
}

async function sendPaid(
  market: OneShotMarket,
  count: number,
  send: () => Promise<ContractTransactionResponse>,
): Promise<Sent> {
  const sent = await sentOf(send);
  const paid = await market.queryFilter(market.filters.ResultPaid(), sent.receipt.blockNumber);
  if (paid.length !== count) throw new Error(`${paid.length} of ${count} claims were paid`);
  return sent;
}

interface SignedAcceptance {
  client: string;
  due: bigint;
  spec: string;
  result: string;
  signature: Signature;
}

/** Acceptances that as many clients sign with nonce `first`, or one client with nonces from there on. */
async function acceptances(
  { provider, money, domain: { chainId } }: World,
  market: OneShotMarket,
  clients: readonly Client[],
  first: number,
  count: number,
): Promise<SignedAcceptance[]> {
  const verifyingContract = await market.getAddress();
  const domain = { name: "Weft OneShotMarket", version: "1", chainId, verifyingContract };
  const token = await money.getAddress();
  return Promise.all(
    Array.from({ length: count }, async (_, i) => {
      const client = clients[i % clients.length];
      if (client === undefined) throw new Error("a batch needs a client");
      const index = clients.length === 1 ? first + i : first;
      const nonce = makeNonce(1, index);
      const due = AMOUNT | (BigInt(EXPIRY) << 128n) | (nonce << 168n);
      const [spec, result] = [id(`spec ${index}`), id(`result ${index} of ${client.address}`)];
      const terms = {
        ...{ client: client.address, payer: ZeroAddress, beneficiary: ZeroAddress },
        ...{ provider: provider.address, token, amount: AMOUNT, expiry: EXPIRY, nonce },
        ...{ spec, result },
      };
      const signature = Signature.from(await client.signTypedData(domain, ACCEPTANCE_TYPES, terms));
      return { client: client.address, due, spec, result, signature };
    }),
  );
}

function plainOf({ signature, ...claim }: SignedAcceptance): PlainClaimStruct {
  return { ...claim, r: signature.r, vs: signature.yParityAndS };
}

function fullOf({ signature, ...claim }: SignedAcceptance): ClaimStruct {
  return {
    ...claim,
    payer: ZeroAddress,
    beneficiary: ZeroAddress,
    clientSignature: signature.serialized,
    payerSignature: "0x",
  };
}
