import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { parseArgs } from "node:util";
import {
  DEFAULT_LIMITS,
  DEFAULT_PICTURE,
  hasBubblewrap,
  pathTracerWasm,
  prepareProgram,
  tileChunks,
  type Confinement,
} from "../src";
import { prepareUnmetered } from "../src/wasm/prepare";
import { alternate, median, startUp, type Measured } from "./measure";

/** Metering may cost at most this part of a program's time. */
const BUDGET_PERCENT = 15;
/** Tiles of the default picture with sky, plane and all materials in them. */
const TILES = [2, 8, 9, 15];
const START_UPS = 9;
const MIB = 1024 * 1024;

const { values } = parseArgs({
  options: {
    json: { type: "string" },
    rounds: { type: "string", default: "11" },
  },
});

async function main(): Promise<void> {
  const wasm = pathTracerWasm();
  const programs = [prepareProgram(wasm, DEFAULT_LIMITS), prepareUnmetered(wasm, DEFAULT_LIMITS)];
  const chunks = tileChunks(DEFAULT_PICTURE);
  const inputs = TILES.map((tile) => chunks[tile] ?? new Uint8Array(0));
  const confinements: Confinement[] = (await hasBubblewrap())
    ? ["bubblewrap", "process"]
    : ["process"];
  const [confinement = "process"] = confinements;
  const setting = { limits: DEFAULT_LIMITS, confinement, inputs, rounds: Number(values.rounds) };

  const [metered, plain] = (await alternate(programs, setting)) as [Measured, Measured];
  const pairs = metered.times.map((time, i) => (time / (plain.times[i] ?? time) - 1) * 100);
  const overheadPercent = (median(metered.times) / median(plain.times) - 1) * 100;
  const starts = [];
  for (const mode of confinements) {
    const runs = [];
    for (let i = 0; i < START_UPS; i++) {
      runs.push(await startUp(programs[0] ?? fail(), { ...setting, confinement: mode }));
    }
    starts.push({
      confinement: mode,
      startMs: median(runs.map((run) => run.start)),
      firstChunkMs: median(runs.map((run) => run.chunk)),
      endMs: median(runs.map((run) => run.end)),
    });
  }
  const isSame = metered.outputDigest === plain.outputDigest;
  const isWithin = overheadPercent <= BUDGET_PERCENT;
  const report = {
    node: process.version,
    v8: process.versions.v8,
    arch: process.arch,
    rounds: setting.rounds,
    tiles: TILES.length,
    meteredMs: median(metered.times),
    unmeteredMs: median(plain.times),
    overheadPercent,
    medianOfPairsPercent: median(pairs),
    budgetPercent: BUDGET_PERCENT,
    fuel: String(metered.fuel),
    fuelPerSecond: Math.round((Number(metered.fuel) / median(metered.times)) * 1000),
    peakRssMib: { metered: metered.peakRssBytes / MIB, unmetered: plain.peakRssBytes / MIB },
    wasmBytes: { original: wasm.length, metered: programs[0]?.wasm.length },
    confinement,
    startUp: starts,
    isSameOutput: isSame,
    verdict: isSame && isWithin ? "PASS" : "FAIL",
  };
  print(report);
  if (values.json !== undefined) save(values.json, report);
  if (report.verdict === "FAIL") process.exitCode = 1;
}

function fail(): never {
  throw new Error("there is no program");
}

type Report = Record<string, unknown> & {
  meteredMs: number;
  unmeteredMs: number;
  overheadPercent: number;
  fuel: string;
  peakRssMib: { metered: number; unmetered: number };
  startUp: { confinement: string; startMs: number; firstChunkMs: number; endMs: number }[];
  verdict: string;
};

function print(report: Report): void {
  const { peakRssMib } = report;
  const rows: string[][] = [
    ["path tracer", "time", "overhead", "peak memory", "fuel"],
    [
      "metered",
      ms(report.meteredMs),
      percent(report.overheadPercent),
      mib(peakRssMib.metered),
      report.fuel,
    ],
    ["unmetered", ms(report.unmeteredMs), "", mib(peakRssMib.unmetered), ""],
    [],
    ["sandbox", "start", "first chunk", "end", ""],
    ...report.startUp.map((s) => [
      s.confinement,
      ms(s.startMs),
      ms(s.firstChunkMs),
      ms(s.endMs),
      "",
    ]),
  ];
  for (const row of rows) {
    process.stdout.write(
      `${row
        .map((cell, i) => (i === 0 ? cell.padEnd(12) : cell.padStart(13)))
        .join("")
        .trimEnd()}\n`,
    );
  }
  const { overheadPercent, verdict } = report;
  process.stdout.write(
    `\n${verdict}: metering costs ${percent(overheadPercent)}, budget ${BUDGET_PERCENT}%\n`,
  );
}

const ms = (value: number): string => `${value.toFixed(1)} ms`;
const mib = (value: number): string => `${value.toFixed(1)} MiB`;
const percent = (value: number): string => `${value.toFixed(1)}%`;

function save(path: string, report: Report): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.part`, `${JSON.stringify(report, null, 2)}\n`);
  renameSync(`${path}.part`, path);
}

main().catch((error: unknown) => {
  process.stderr.write(
    `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  process.exitCode = 1;
});
