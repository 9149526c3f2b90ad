import { readFileSync } from "node:fs";
import { join } from "node:path";

import { governance } from "@weft/sdk";
import {
  AbstractSigner,
  Wallet,
  getAddress,
  isAddress,
  resolveAddress,
  ZeroAddress,
  type JsonRpcProvider,
  type Provider,
  type Signer,
  type TransactionRequest,
  type TransactionResponse,
  type TypedDataDomain,
  type TypedDataField,
} from "ethers";

import { GOVERNOR_ID } from "../lib/contract-ids";
import { UsageError } from "../lib/usage";
import { connect } from "../stake/connect";
import type { Given } from "./options";

const DEPLOYMENTS = join(__dirname, "../../deploy/deployments");

/** Ends a dry run where the transaction would be sent. */
export class DryRun extends Error {
  readonly request: { to: string; data: string; gas: bigint };

  constructor(request: DryRun["request"]) {
    super(`not sent: a dry run, of ${request.gas} gas`);
    this.name = "DryRun";
    this.request = request;
  }
}

/** Signs like a wallet, and tries on the state of now what it would send. */
class DrySigner extends AbstractSigner {
  readonly #wallet: Wallet;

  constructor(wallet: Wallet, provider: Provider | null) {
    super(provider ?? undefined);
    this.#wallet = wallet;
  }

  getAddress(): Promise<string> {
    return Promise.resolve(this.#wallet.address);
  }

  connect(provider: Provider | null): DrySigner {
    return new DrySigner(this.#wallet, provider);
  }

  override async sendTransaction(request: TransactionRequest): Promise<TransactionResponse> {
    await this.call(request);
    const gas = await this.estimateGas(request);
    const to = await resolveAddress(request.to ?? ZeroAddress, this.provider);
    throw new DryRun({ to, data: request.data ?? "0x", gas });
  }

  signTransaction(): Promise<string> {
    return Promise.reject(new Error("a dry run signs no transaction"));
  }

  signMessage(message: string | Uint8Array): Promise<string> {
    return this.#wallet.signMessage(message);
  }

  signTypedData(
    domain: TypedDataDomain,
    types: Record<string, TypedDataField[]>,
    value: Record<string, unknown>,
  ): Promise<string> {
    return this.#wallet.signTypedData(domain, types, value);
  }
}

/** What made a call end that a dry run did not send; undefined where that is not why. */
export function dryRunIn(error: unknown): DryRun | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof DryRun) return cause;
  }
  return undefined;
}

/** The key that signs: from an encrypted file, or from the environment; never from an argument. */
export async function readKey(given: Given, env: NodeJS.ProcessEnv): Promise<Wallet> {
  const file = given.text("keystore");
  if (file !== undefined) {
    const password = env["WEFT_PASSWORD"];
    if (password === undefined) {
      throw new UsageError("WEFT_PASSWORD is not set, but must hold the password of the keystore");
    }
    try {
      const opened = await Wallet.fromEncryptedJson(readFileSync(file, "utf8"), password);
      return new Wallet(opened.privateKey);
    } catch {
      throw new UsageError(`--keystore is ${file}, but must be an encrypted key of that password`);
    }
  }
  try {
    return new Wallet(env["WEFT_KEY"] ?? "");
  } catch {
    throw new UsageError(
      "WEFT_KEY is no private key, but must be 0x and 64 hex digits where --keystore is not given",
    );
  }
}

/** A chain with a governor on it. */
export interface Session {
  provider: JsonRpcProvider;
  chainId: bigint;
  governor: string;
  /** Contracts of the deployment by name, and the timelock. */
  addresses: ReadonlyMap<string, string>;
}

function readAddresses(chainId: bigint, file: string | undefined): Map<string, string> {
  const path = file ?? join(DEPLOYMENTS, `chain-${chainId}`, "deployed_addresses.json");
  const parsed: unknown = JSON.parse(readFileSync(path, "utf8"));
  const entries = Object.entries(typeof parsed === "object" && parsed !== null ? parsed : {});
  return new Map(
    entries.flatMap(([name, address]: [string, unknown]) =>
      typeof address === "string" && isAddress(address) ? [[name, getAddress(address)]] : [],
    ),
  );
}

/** Connects to a chain and finds the governor on it. Sends nothing. */
export async function openSession(given: Given): Promise<Session> {
  const [network, deployment] = [given.text("network") ?? "localhost", given.text("deployment")];
  const { provider, chainId } = await connect({ network, deployment, market: undefined });
  try {
    const addresses = readAddresses(chainId, deployment);
    const governor = addresses.get(GOVERNOR_ID);
    if (governor === undefined) {
      throw new UsageError(`the deployment's addresses hold no ${GOVERNOR_ID}`);
    }
    addresses.set("timelock", await governance.timelockOf({ provider, governor }));
    return { provider, chainId, governor, addresses };
  } catch (error) {
    provider.destroy();
    throw error;
  }
}

/** The key as a signer on the session's chain: one that sends, or one of a dry run. */
export function signerOf(key: Wallet, { provider }: Session, isDry: boolean): Signer {
  return isDry ? new DrySigner(key, provider) : key.connect(provider);
}
