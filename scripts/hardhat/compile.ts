import { availableParallelism } from "node:os";
import { subtask } from "hardhat/config";
import {
  TASK_COMPILE_SOLIDITY_COMPILE,
  TASK_COMPILE_SOLIDITY_COMPILE_JOBS,
  TASK_COMPILE_SOLIDITY_GET_COMPILER_INPUT,
  TASK_COMPILE_SOLIDITY_GET_SOLC_BUILD,
  TASK_COMPILE_SOLIDITY_LOG_COMPILATION_ERRORS,
  TASK_COMPILE_SOLIDITY_MERGE_COMPILATION_JOBS,
} from "hardhat/builtin-tasks/task-names";
import type { CompilationJob, CompilerInput, CompilerOutput } from "hardhat/types";

export const SOLC_VERSION = "0.8.37";

// Parts that take about as long as each other. They are fixed, so that the code does not depend on the machine that
// compiles it; what no folder names is the first.
const PARTS = [
  [],
  ["contracts/market/"],
  ["contracts/test/"],
  ["contracts/verification/"],
  ["contracts/works/", "contracts/reputation/", "contracts/rewards/"],
];

// The compiler comes from npm, so that a build needs no download outside the lock file.
subtask(TASK_COMPILE_SOLIDITY_GET_SOLC_BUILD).setAction(
  async ({ solcVersion }: { solcVersion: string }) => {
    if (solcVersion !== SOLC_VERSION) {
      throw new Error(`solc ${solcVersion} asked for, but the lock file pins ${SOLC_VERSION}`);
    }
    const solc: { version(): string } = await import("solc");
    return {
      version: SOLC_VERSION,
      // Explorers know the release by this name; the suffix of the JavaScript build is not part of it.
      longVersion: solc.version().replace(".Emscripten.clang", ""),
      compilerPath: require.resolve("solc/soljson.js"),
      isSolcJs: true,
    };
  },
);

// The compiler works on one core: Hardhat's one job for everything becomes one for each part.
subtask(TASK_COMPILE_SOLIDITY_MERGE_COMPILATION_JOBS).setAction(
  async (
    { compilationJobs }: { compilationJobs: CompilationJob[] },
    _hre,
    runSuper: (args: { compilationJobs: CompilationJob[] }) => Promise<CompilationJob[]>,
  ) => {
    const parts = PARTS.map(() => [] as CompilationJob[]);
    for (const job of compilationJobs) parts[partOf(job)]?.push(job);
    const merged = await Promise.all(parts.map((part) => runSuper({ compilationJobs: part })));
    return merged.flat();
  },
);

function partOf(job: CompilationJob): number {
  const names = job.getResolvedFiles().filter((file) => job.emitsArtifacts(file));
  const isIn = (folder: string): boolean =>
    names.every((file) => file.sourceName.startsWith(folder));
  return Math.max(
    0,
    PARTS.findIndex((folders) => folders.some(isIn)),
  );
}

subtask(TASK_COMPILE_SOLIDITY_COMPILE_JOBS).setAction(
  (args: { concurrency: number }, _hre, runSuper: (args: object) => Promise<unknown>) =>
    runSuper({ ...args, concurrency: availableParallelism() }),
);

// What a part only imports is read, not compiled: another part has its code.
const READ = { "*": ["abi", "evm.methodIdentifiers"], "": ["ast"] };
const NO_CODE = { object: "", opcodes: "", sourceMap: "", linkReferences: {} };

subtask(TASK_COMPILE_SOLIDITY_GET_COMPILER_INPUT).setAction(
  async (
    args: { compilationJob: CompilationJob },
    _hre,
    runSuper: (args: object) => Promise<CompilerInput>,
  ) => {
    const { settings, ...input } = await runSuper(args);
    const { compilationJob: job } = args;
    const all = settings.outputSelection["*"] ?? {};
    const files = job.getResolvedFiles();
    const outputSelection = Object.fromEntries(
      files.map((file) => [file.sourceName, job.emitsArtifacts(file) ? all : READ]),
    );
    return { ...input, settings: { ...settings, outputSelection } };
  },
);

// The network, which explains reverts by what was compiled, looks for the code of every contract of a syntax tree: one
// that was only read has none, as an interface has none.
subtask(TASK_COMPILE_SOLIDITY_COMPILE).setAction(
  async (
    args: unknown,
    _hre,
    runSuper: (args: unknown) => Promise<{ output: Partial<CompilerOutput> }>,
  ) => {
    const result = await runSuper(args);
    const contracts = Object.values(result.output.contracts ?? {}).flatMap((file) =>
      Object.values(file),
    );
    for (const { evm } of contracts) {
      if ("bytecode" in evm) continue;
      Object.assign(evm, { bytecode: NO_CODE, deployedBytecode: NO_CODE });
    }
    return result;
  },
);

interface CompilerMessage {
  severity: string;
  message: string;
  sourceLocation?: { file: string };
}

// Warnings about the dependencies are theirs; those about our own files stay.
subtask(TASK_COMPILE_SOLIDITY_LOG_COMPILATION_ERRORS).setAction(
  async (args: { output: { errors?: CompilerMessage[] } }, _hre, runSuper) => {
    const errors = args.output.errors?.filter(
      ({ severity, sourceLocation }) =>
        severity === "error" || sourceLocation?.file.startsWith("@openzeppelin/") !== true,
    );
    await runSuper({ ...args, output: { ...args.output, errors } });
  },
);
