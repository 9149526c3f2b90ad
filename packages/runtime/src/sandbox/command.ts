import { accessSync, constants, realpathSync } from "node:fs";
import { delimiter, join } from "node:path";
import { builtFile } from "./package-root";
import { FILTER_FD, syscallFilter } from "./seccomp";

/** How a sandbox is confined, beyond being a process of its own. */
export type Confinement = "bubblewrap" | "process";

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  /** Bytes to be written to `FILTER_FD`: the filter of system calls, where there is one. */
  readonly filter?: Uint8Array;
}

/** Data that the engine itself, its heap, the guest's stack and an input may need. */
const ENGINE_BYTES = 1_536 * 1024 * 1024;
const INSIDE_NODE = "/weft/node";
const INSIDE_SCRIPT = "/weft/child.cjs";
/** The user that nobody is. */
const NOBODY = "65534";

function findProgram(name: string): string | undefined {
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/bin", "/bin"];
  return folders
    .map((folder) => join(folder, name))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/** The flags that take from the process whatever running a module does not need. */
function nodeArgs(script: string): string[] {
  const known = process.allowedNodeEnvironmentFlags;
  const permission = ["--permission", "--experimental-permission"].find((flag) => known.has(flag));
  const walls = permission ? [permission, "--allow-worker", `--allow-fs-read=${script}`] : [];
  return ["--no-warnings", "--disallow-code-generation-from-strings", ...walls, script];
}

/** Bounds of the kernel on the process, where util-linux is there to set them. */
function limited(command: Command, memoryBytes: number): Command {
  const prlimit = findProgram("prlimit");
  if (prlimit === undefined) return command;
  const bounds = ["--core=0", "--fsize=0", "--nofile=256", `--data=${memoryBytes + ENGINE_BYTES}`];
  return { ...command, file: prlimit, args: [...bounds, command.file, ...command.args] };
}

/** The shared libraries this very process runs with: the sandbox needs the same and no others. */
function sharedLibraries(): string[] {
  const report = process.report.getReport() as unknown as { sharedObjects?: string[] };
  const objects = report.sharedObjects ?? [];
  return objects.filter((file) => file.startsWith("/") && /\.so(\.|$)/.test(file));
}

let libraries: string[] | undefined;

function bubblewrapped(script: string): Command | undefined {
  const bwrap = findProgram("bwrap");
  if (bwrap === undefined) return undefined;
  libraries ??= sharedLibraries();
  const binds = [
    ...libraries.map((file) => [file, file] as const),
    [realpathSync(process.execPath), INSIDE_NODE] as const,
    [script, INSIDE_SCRIPT] as const,
  ];
  const filter = syscallFilter();
  const args = [
    "--unshare-all",
    "--die-with-parent",
    "--clearenv",
    ...["--cap-drop", "ALL", "--uid", NOBODY, "--gid", NOBODY, "--hostname", "weft"],
    ...(filter === undefined ? [] : ["--seccomp", String(FILTER_FD)]),
    ...binds.flatMap(([from, to]) => ["--ro-bind", from, to]),
    ...["--remount-ro", "/", "--chdir", "/", "--", INSIDE_NODE],
    ...nodeArgs(INSIDE_SCRIPT),
  ];
  return filter === undefined ? { file: bwrap, args } : { file: bwrap, args, filter };
}

/**
 * The command line of a sandbox; undefined if a program it needs is not installed. The script is
 * the one file the sandbox can see, besides the engine's own.
 */
export function sandboxCommand(
  confinement: Confinement,
  memoryBytes: number,
  script = realpathSync(builtFile("child.cjs")),
): Command | undefined {
  const inner =
    confinement === "bubblewrap"
      ? bubblewrapped(script)
      : { file: process.execPath, args: nodeArgs(script) };
  return inner && limited(inner, memoryBytes);
}
