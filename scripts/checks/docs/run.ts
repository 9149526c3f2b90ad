import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { PageError, type Page, type Step } from "./page";
import { commandOf } from "./programs";
import { CommandError, PageShell, type Said } from "./shell";
import { startAnvil, type Anvil } from "../../lib/anvil";
import { placeCreateX } from "../../lib/createx";
import { startExplorer, type Explorer } from "../../lib/explorer";

// The first of the accounts that anvil makes known and gives ether to.
const KEY = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
const EXPLORER_KEY = "a-key-of-the-explorer";

/** Where pages are gone through, one after the other. */
export interface Desk {
  /** The project, in a copy that commands may write to. */
  copy: string;
  /** For what the shells keep. */
  folder: string;
  env: NodeJS.ProcessEnv;
  /** Clients that pages started, with what shells of later pages find of them. */
  clients: Anvil[];
  /** Explorers of the chains that pages name. */
  explorers: Explorer[];
  /** Says that the process is asked to end. */
  signal: AbortSignal;
  say: (text: string) => void;
}

/**
 * Goes through a page as its reader would: runs its commands and its programs in its order, in one shell, beside the
 * client that it starts.
 *
 * @throws CommandError with the first command that fails; PageError where a page asks for what cannot be.
 */
export async function runPage({ file, steps }: Page, desk: Desk): Promise<void> {
  const folder = join(desk.folder, file.replaceAll("/", "-"));
  mkdirSync(folder, { recursive: true });
  const shell = new PageShell(file, folder, desk.copy, desk.env);
  desk.signal.addEventListener("abort", () => void shell.stop());
  let last: Said | undefined;
  try {
    for (const step of steps) {
      const started = Date.now();
      const before = last;
      last = (await take(step, file, shell, desk)) ?? last;
      if (step.kind === "commands" && step.repeats) {
        checkRepeated(file, step.line, before, last);
      }
      const seconds = ((Date.now() - started) / 1_000).toFixed(1);
      desk.say(`${file}:${step.line}: ${titleOf(step)}, ${seconds} s\n`);
    }
  } finally {
    await shell.stop();
  }
}

async function take(
  step: Step,
  file: string,
  shell: PageShell,
  desk: Desk,
): Promise<Said | undefined> {
  switch (step.kind) {
    case "commands":
      return step.repeats ? repeated(step, file, shell, desk) : shell.run(step.line, step.code);
    case "program":
      return shell.run(step.line, commandOf(desk.copy, file, step));
    case "file":
      writeFileSync(join(desk.copy, step.name), step.text);
      return undefined;
    case "client": {
      const client = await startAnvil(...step.args);
      desk.clients.push(client);
      desk.env = { ...desk.env, WEFT_RPC_URL: client.url };
      return shell.run(step.line, `export WEFT_RPC_URL=${client.url}`);
    }
    case "chain": {
      const client = await startAnvil("--chain-id", `${step.chainId}`);
      desk.clients.push(client);
      await placeCreateX(client.provider);
      const explorer = await startExplorer({ chainId: step.chainId, key: EXPLORER_KEY });
      desk.explorers.push(explorer);
      const asDeployer = `WEFT_RPC_URL=${client.url} WEFT_DEPLOYER_KEY=${KEY}`;
      const toExplorer = `WEFT_EXPLORER_URL=${explorer.url} WEFT_EXPLORER_KEY=${EXPLORER_KEY}`;
      return shell.run(step.line, `export ${asDeployer} ${toExplorer}`);
    }
  }
}

/** Runs commands that must leave the chain of the last client where it is. */
async function repeated(
  { line, code }: Extract<Step, { kind: "commands" }>,
  file: string,
  shell: PageShell,
  { clients }: Desk,
): Promise<Said> {
  const provider = clients.at(-1)?.provider;
  if (provider === undefined) throw new PageError(file, line, "repeats, before any client");
  const before = await provider.getBlockNumber();
  const said = await shell.run(line, code);
  const after = await provider.getBlockNumber();
  if (before === after) return said;
  const blocks = `block ${before} became ${after}, but must not: these commands repeat others`;
  throw new CommandError(file, line, blocks, said.stdout);
}

function checkRepeated(file: string, line: number, before?: Said, after?: Said): void {
  if (before?.stdout === after?.stdout) return;
  const both = `${before?.stdout ?? ""}\nbecame\n${after?.stdout ?? ""}`;
  throw new CommandError(file, line, "prints something else than what it repeats", both);
}

function titleOf(step: Step): string {
  switch (step.kind) {
    case "commands":
      return step.code
        .split("\n")
        .filter((line) => line.trim() !== "")
        .join("; ");
    case "client":
      return "a client";
    case "program":
      return "a program";
    case "file":
      return step.name;
    case "chain":
      return `a client of chain ${step.chainId}, and its explorer`;
  }
}
