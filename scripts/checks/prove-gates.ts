import { mkdirSync, realpathSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { runCommand } from "../lib/command";
import { withFolder } from "../lib/folder";
import { parseOptions } from "../lib/options";
import { UsageError } from "../lib/usage";
import { BREAKS } from "./gates/breaks";
import { readGates, type Gate } from "./gates/gates";
import { prove, type Proof } from "./gates/prove";

const ROOT = resolve(__dirname, "../..");

const USAGE = `Usage: npm run prove:gates -- [options]

Proves that the gates of .ci/run can fail: breaks one thing a gate in a copy of the project, runs there what the gate
runs, and wants it red for that reason. All of them take the better part of an hour.

  --gates NAMES  only these, such as lint,types
  --list         print what is broken for each gate, and break nothing
  --logs FOLDER  keep what the gates said
  --help         print this text

Exit codes: 0 all were red for the reason they should be, 1 one was not, 2 wrong arguments.
`;

interface Options {
  gates: Gate[];
  isList: boolean;
  logs: string | undefined;
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);

function readOptions(argv: readonly string[]): Options | "help" {
  const options = parseOptions(argv, {
    gates: { type: "string" },
    list: { type: "boolean" },
    logs: { type: "string" },
    help: { type: "boolean" },
  });
  if (options.help === true) return "help";
  const all = readGates(ROOT);
  const names = options.gates?.split(",") ?? all.map(({ name }) => name);
  const gates = names.map((name) => {
    const gate = all.find((each) => each.name === name);
    if (gate !== undefined) return gate;
    throw new UsageError(
      `no gate is named ${name}; there are ${all.map((each) => each.name).join(", ")}`,
    );
  });
  return { gates, isList: options.list ?? false, logs: options.logs };
}

function tell({ gate, breaks, fault, seconds }: Proof): void {
  const how = fault === undefined ? "red" : `NOT PROVEN, ${fault}`;
  say(`${gate}: ${breaks}: ${how}, ${seconds} s`);
}

async function run({ gates, isList, logs }: Options): Promise<void> {
  const pairs = gates.map((gate) => {
    const broken = BREAKS.find((each) => each.gate === gate.name);
    if (broken === undefined) throw new Error(`nothing is known that breaks ${gate.name}`);
    return { gate, broken };
  });
  if (isList) {
    for (const { gate, broken } of pairs) say(`${gate.name}: ${broken.breaks}`);
    return;
  }
  if (logs !== undefined) mkdirSync(logs, { recursive: true });
  const proofs: Proof[] = [];
  for (const { gate, broken } of pairs) {
    const keep = (output: string): void => {
      if (logs !== undefined) writeFileSync(join(logs, `${gate.name}.log`), output);
    };
    // Some tools name files by their real paths, and the system's folder may be a link.
    const proof = await withFolder("weft-gates-", (folder) =>
      prove(ROOT, realpathSync(folder), gate, broken, keep),
    );
    tell(proof);
    proofs.push(proof);
  }
  const red = proofs.filter(({ fault }) => fault === undefined).length;
  say(`${proofs.length} gates broken, ${red} red for the reason they should be`);
  if (red < proofs.length) process.exitCode = 1;
}

void runCommand({ usage: USAGE, readOptions, run, endsAtOnce: true });
