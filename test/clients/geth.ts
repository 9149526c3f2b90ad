import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";

import { JsonRpcProvider } from "ethers";

import type { Anvil } from "../../scripts/lib/anvil";

const START_MS = 30_000;
/** Of the range that nobody is given ports from. */
const FIRST_PORT = 20_000;
const PORTS = 10_000;

/** Whether geth is on the path. */
export function hasGeth(): boolean {
  return spawnSync("geth", ["version"], { stdio: "ignore" }).status === 0;
}

/** Starts geth in dev mode: a chain of its own, whose clock nobody can move, and which mines what it is sent. */
export async function startGeth(folder: string): Promise<Anvil> {
  const port = FIRST_PORT + (process.pid % PORTS);
  const http = ["--http", "--http.port", `${port}`, "--http.api", "eth,net,web3"];
  const alone = ["--port", "0", "--nodiscover", "--ipcdisable", "--authrpc.port", "0"];
  const args = ["--dev", "--datadir", folder, ...http, ...alone];
  const child = spawn("geth", args, { stdio: "ignore" });
  const url = `http://127.0.0.1:${port}`;
  const provider = new JsonRpcProvider(url, undefined, { cacheTimeout: -1 });
  const stop = async (): Promise<void> => {
    provider.destroy();
    const gone = child.exitCode === null ? once(child, "exit") : undefined;
    child.kill();
    await gone;
  };
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "eth_chainId", params: [] });
  const headers = { "content-type": "application/json" };
  const deadline = Date.now() + START_MS;
  while (Date.now() < deadline) {
    const answer = await fetch(url, { method: "POST", headers, body }).catch(() => undefined);
    if (answer?.ok === true) return { url, provider, stop };
    await sleep(100);
  }
  await stop();
  throw new Error(`geth did not start on port ${port}`);
}
