import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { JsonRpcProvider } from "ethers";

const ROOT = join(__dirname, "../..");
const START_MS = 30_000;

/** A client of its own process, with its own chain. */
export interface Anvil {
  url: string;
  provider: JsonRpcProvider;
  stop: () => Promise<void>;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address: string | AddressInfo | null = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port is free");
  return address.port;
}

/** Starts anvil, from npm, on a port that nobody uses. */
export async function startAnvil(...args: readonly string[]): Promise<Anvil> {
  const port = await freePort();
  // Its own process group: the client runs below a wrapper, and both must go.
  const child = spawn(join(ROOT, "node_modules/.bin/anvil"), ["--port", `${port}`, ...args], {
    stdio: "ignore",
    detached: true,
  });
  const end = async () => {
    const gone = child.exitCode === null ? once(child, "exit") : undefined;
    if (child.pid !== undefined) process.kill(-child.pid);
    await gone;
  };
  return connect("anvil", port, end);
}

/** Waits until a client that was started answers on its port; one that does not is ended. */
export async function connect(
  name: string,
  port: number,
  end: () => Promise<void>,
): Promise<Anvil> {
  const url = `http://127.0.0.1:${port}`;
  const provider = new JsonRpcProvider(url, undefined, { cacheTimeout: -1 });
  const stop = async () => {
    provider.destroy();
    await end();
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
  throw new Error(`${name} did not start on port ${port}`);
}
