import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";

import { JsonRpcProvider } from "ethers";

const ROOT = join(__dirname, "../..");
const START_MS = 60_000;

/** A client of its own process, with its own chain. */
export interface Anvil {
  url: string;
  provider: JsonRpcProvider;
  stop: () => Promise<void>;
}

type Child = ChildProcessByStdio<null, Readable, Readable>;

/** The port that a client says it listens on. */
async function portOf(child: Child): Promise<number> {
  const said = { stdout: "", stderr: "" };
  const port = new Promise<number>((resolve) => {
    const listen = (data: Buffer): void => {
      said.stdout += data.toString();
      const [, found] = /^Listening on \S+:(\d+)\n/m.exec(said.stdout) ?? [];
      if (found === undefined) return;
      // What is not read would block it in the end.
      child.stdout.off("data", listen).resume();
      resolve(Number(found));
    };
    child.stdout.on("data", listen);
  });
  child.stderr.on("data", (data: Buffer) => (said.stderr += data.toString()));
  const given = new AbortController();
  const { signal } = given;
  const ended = once(child, "close", { signal }).then(() => `ended: ${said.stderr.trim()}`);
  const late = sleep(START_MS, `does not listen after ${START_MS / 1000} seconds`, { signal });
  try {
    const first = await Promise.race([port, ended, late]);
    if (typeof first === "number") return first;
    throw new Error(`anvil ${first}`);
  } finally {
    given.abort();
    for (const lost of [ended, late]) lost.catch(() => undefined);
  }
}

/** Starts anvil, from npm, on a port that nobody uses. */
export async function startAnvil(...args: readonly string[]): Promise<Anvil> {
  // The port is one that the system gives it, and it has to say which: one that was free before may be taken by then.
  const command = ["--port", "0", ...args.filter((arg) => arg !== "--silent")];
  // Its own process group: the client runs below a wrapper, and both must go.
  const child = spawn(join(ROOT, "node_modules/.bin/anvil"), command, {
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  // The wrapper ends first; what it wrapped has its output open until it is gone too.
  const closed = new Promise((resolve) => child.once("close", resolve));
  const end = async () => {
    if (child.pid === undefined) return;
    try {
      process.kill(-child.pid);
    } catch {
      // Nobody is left in the group.
    }
    await closed;
  };
  try {
    return await connect("anvil", await portOf(child), end);
  } catch (error) {
    await end();
    throw error;
  }
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
