import { readFileSync } from "node:fs";
import { join } from "node:path";

import { SteadyProvider } from "@weft/sdk";
import { Wallet, getAddress, isAddress, type JsonRpcProvider } from "ethers";

import { UsageError } from "../lib/usage";

const DEPLOYMENTS = join(__dirname, "../../deploy/deployments");
const KEY = "WEFT_KEY";
const TIMEOUT_MS = 10_000;
/** Of a first question: enough for a connection that is lost at times, and soon over where nobody is there. */
const TRIES = 5;

/** A chain with the protocol on it. */
export interface Session {
  provider: JsonRpcProvider;
  chainId: bigint;
  stakeVault: string;
  market: string;
}

/** Where to connect to. */
export interface Place {
  network: string;
  deployment: string | undefined;
  market: string | undefined;
}

/** The key that signs, from the environment alone: arguments are seen by every process of the machine. */
export function readKey(env: NodeJS.ProcessEnv): Wallet | undefined {
  const key = env[KEY];
  if (key === undefined || key === "") return undefined;
  try {
    return new Wallet(key);
  } catch {
    throw new UsageError(`${KEY} is no private key, but must be 0x and 64 hex digits`);
  }
}

export function missingKey(): UsageError {
  return new UsageError(
    `${KEY} is not set, but must be in the environment: the private key of the account that acts`,
  );
}

/** The node answers for another chain than the network that was named. */
export class OtherChainError extends Error {
  constructor(network: string, named: bigint, answers: bigint) {
    super(
      `--network is ${network}, which is chain ${named}, but the node answers for chain ${answers}; WEFT_RPC_URL must be a node of chain ${named}`,
    );
    this.name = "OtherChainError";
  }
}

interface Endpoint {
  url: string;
  /** Chain that the network is by its name; undefined for those of any chain. */
  chainId: bigint | undefined;
}

async function endpointOf(network: string): Promise<Endpoint> {
  if (/^https?:\/\//i.test(network)) return { url: network, chainId: undefined };
  // Loading Hardhat takes a while, so only for its names.
  const { config } = await import("hardhat");
  const endpoints = Object.entries(config.networks).flatMap(([name, settings]) =>
    "url" in settings ? [{ name, url: settings.url, chainId: settings.chainId }] : [],
  );
  const found = endpoints.find(({ name }) => name === network);
  if (found !== undefined) {
    const { url, chainId } = found;
    return { url, chainId: chainId === undefined ? undefined : BigInt(chainId) };
  }
  const names = endpoints.map(({ name }) => name).join(", ");
  // Of another URL nothing is repeated: it often holds a key.
  const given = /[:/]/.test(network) ? "another URL" : network;
  throw new UsageError(`--network is ${given}, but must be an http URL or one of ${names}`);
}

/** Asks for the chain by itself: a provider that has to find out would ask for ever, and say so on stdout. */
async function chainIdAt(url: string): Promise<bigint> {
  const provider = new SteadyProvider(url, undefined, { tries: TRIES, timeoutMs: TIMEOUT_MS });
  const request = { jsonrpc: "2.0", id: 1, method: "eth_chainId", params: [] } as const;
  try {
    const [answer] = await provider._send(request);
    return BigInt(String(answer?.result));
  } catch {
    // Said without the URL's path, which often holds a key.
    throw new Error(`no node of a chain answers at ${new URL(url).host}`);
  } finally {
    provider.destroy();
  }
}

function readAddresses(chainId: bigint, file: string | undefined): Map<string, unknown> {
  const path = file ?? join(DEPLOYMENTS, `chain-${chainId}`, "deployed_addresses.json");
  try {
    const parsed: unknown = JSON.parse(readFileSync(path, "utf8"));
    if (typeof parsed === "object" && parsed !== null) return new Map(Object.entries(parsed));
  } catch {
    // Said below.
  }
  throw new UsageError(
    `chain ${chainId} has no addresses in ${path}, which must be a file that a deployment wrote; deploy first or name one with --deployment`,
  );
}

async function contractAt(provider: JsonRpcProvider, what: string, address: unknown) {
  if (typeof address !== "string" || !isAddress(address)) {
    throw new UsageError(`${what} is not in the deployment's addresses, but must be`);
  }
  if ((await provider.getCode(address)) === "0x") {
    throw new UsageError(
      `${what} is ${address}, but must be a contract, and this chain has none there`,
    );
  }
  return getAddress(address);
}

/** Connects to a chain and finds the protocol on it. Sends nothing. */
export async function connect(place: Place): Promise<Session> {
  const { url, chainId: named } = await endpointOf(place.network);
  const chainId = await chainIdAt(url);
  if (named !== undefined && named !== chainId) {
    throw new OtherChainError(place.network, named, chainId);
  }
  const addresses = readAddresses(chainId, place.deployment);
  // A cached nonce would be that of the approval which was mined a moment ago.
  const options = { staticNetwork: true, cacheTimeout: -1 };
  const provider = new SteadyProvider(url, chainId, options);
  try {
    const stakeVault = addresses.get("StakeVault#StakeVault");
    const market = place.market ?? addresses.get("JobMarket#JobMarket");
    return {
      provider,
      chainId,
      stakeVault: await contractAt(provider, "the stake vault", stakeVault),
      market: await contractAt(provider, "the market", market),
    };
  } catch (error) {
    provider.destroy();
    throw error;
  }
}
