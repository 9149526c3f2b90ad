import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { join } from "node:path";

import { JsonRpcProvider } from "ethers";

const ANVIL = join(__dirname, "../../node_modules/.bin/anvil");
const START_TRIES = 100;

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      if (address === null || typeof address === "string") reject(new Error("no port was given"));
      else server.close(() => resolve(address.port));
    });
  });
}

/** A second chain, on a client of its own. */
export interface OtherChain {
  provider: JsonRpcProvider;
  stop: () => void;
}

export async function startAnvil(): Promise<OtherChain> {
  const port = await freePort();
  // Its own process group: the client runs below a wrapper, and both must go.
  const child = spawn(ANVIL, ["--port", String(port), "--silent"], {
    detached: true,
    stdio: "ignore",
  });
  const provider = new JsonRpcProvider(`http://127.0.0.1:${port}`, 31_337, {
    staticNetwork: true,
    pollingInterval: 20,
    cacheTimeout: -1,
  });
  const stop = (): void => {
    provider.destroy();
    if (child.pid !== undefined) process.kill(-child.pid);
  };
  for (let tries = 0; tries < START_TRIES; tries++) {
    try {
      await provider.send("eth_blockNumber", []);
      return { provider, stop };
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  stop();
  throw new Error(`anvil did not start on port ${port}`);
}

/** A field of an answer, which must have it. */
export function fieldOf(answer: unknown, name: string): unknown {
  if (typeof answer !== "object" || answer === null) throw new Error(`no answer has ${name}`);
  return Reflect.get(answer, name);
}

export function listOf(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new Error("the answer is no list");
  return value.map((item: unknown) => item);
}

export function textOf(value: unknown): string {
  if (typeof value !== "string") throw new Error("the answer is no text");
  return value;
}
