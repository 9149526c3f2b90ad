import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";

import { connect, type Anvil } from "../../scripts/lib/anvil";

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
  return connect("geth", port, async () => {
    const isGone = child.exitCode !== null || child.signalCode !== null;
    const gone = isGone ? undefined : once(child, "exit");
    child.kill();
    await gone;
  });
}
