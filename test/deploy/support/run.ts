import { spawn, type ChildProcess } from "node:child_process";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { once } from "node:events";
import { join } from "node:path";

const ROOT = join(__dirname, "../../..");

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

interface RunOptions {
  network?: string;
  env?: Record<string, string>;
}

/**
 * Runs the deployment against a node as `npm run deploy` does, with a folder of its own, in one process: what that starts
 * to run the script would outlive it.
 */
export function startDeploy(url: string, folder: string, options: RunOptions = {}) {
  return startScript("scripts/deploy.ts", { url, folder, ...options });
}

/** Runs a script as `hardhat run` does. */
export function startScript(
  script: string,
  { url, folder, network = "localhost", env = {} }: RunOptions & { url: string; folder: string },
): { child: ChildProcess; ended: Promise<Ended> } {
  const hardhat = { HARDHAT_NETWORK: network, TS_NODE_TRANSPILE_ONLY: "true" };
  const child = spawn(process.execPath, ["-r", "hardhat/register", script], {
    cwd: ROOT,
    env: { ...process.env, ...hardhat, WEFT_RPC_URL: url, WEFT_DEPLOYMENTS: folder, ...env },
  });
  const said = { stdout: "", stderr: "" };
  child.stdout.on("data", (data: Buffer) => (said.stdout += data.toString()));
  child.stderr.on("data", (data: Buffer) => (said.stderr += data.toString()));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ code, signal, ...said }));
  });
  return { child, ended };
}

/** When a process that sends a transaction is killed: the node never sees it, or it does and the answer is lost or given. */
export type Kill = "before" | "unanswered" | "answered";

/** A node that kills, with no time to tidy up, who sends it a transaction. */
export interface Killer {
  url: string;
  /** Whom to kill at its next transaction, and when; `spared` are let through before. */
  aim: (victim: ChildProcess, when: Kill, spared?: number) => void;
  stop: () => Promise<void>;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of request) body += String(chunk);
  return body;
}

export async function startKiller(node: string): Promise<Killer> {
  let target: { victim: ChildProcess; when: Kill; spared: number } | undefined;
  const forward = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await bodyOf(request);
    const isSent = /"eth_send(Raw)?Transaction"/.test(body);
    const isSpared = isSent && target !== undefined && target.spared-- > 0;
    const armed = isSent && !isSpared ? target : undefined;
    if (armed !== undefined) target = undefined;
    if (armed?.when === "before") {
      armed.victim.kill("SIGKILL");
      return;
    }
    const headers = { "content-type": "application/json" };
    const answer = await (await fetch(node, { method: "POST", headers, body })).text();
    if (armed?.when === "unanswered") {
      armed.victim.kill("SIGKILL");
      return;
    }
    response.writeHead(200, headers).end(answer);
    armed?.victim.kill("SIGKILL");
  };
  const server = createServer((request, response) => {
    forward(request, response).catch(() => response.destroy());
  }).listen(0, "127.0.0.1");
  // A connection closed for being idle would look like a fault of the node.
  server.keepAliveTimeout = 0;
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port is free");
  return {
    url: `http://127.0.0.1:${address.port}`,
    aim: (victim, when, spared = 0) => {
      target = { victim, when, spared };
    },
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}
