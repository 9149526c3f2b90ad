import type { Mutant } from "./operators";

/** `same`: the code is the same, or the change does not compile; such mutants do not count. */
export type Fate = "killed" | "survived" | "same" | "broken";

export interface Result {
  mutant: Mutant;
  fate: Fate;
  seconds: number;
  /** The test that noticed it. */
  by?: string;
}

/** A survivor that no test can notice, and why. */
export interface Argument {
  file: string;
  id: string;
  reason: string;
}

export interface Survivor {
  id: string;
  line: number;
  change: string;
  /** Why no test can notice it, where that is known. */
  argued?: string;
}

/** What came of the mutants of one file. */
export interface FileReport {
  /** All that the operators make of it, and how many of them were tried. */
  made: number;
  tried: number;
  mutants: number;
  killed: number;
  score: number;
  survivors: Survivor[];
}

export interface Report {
  files: Record<string, FileReport>;
  mutants: number;
  killed: number;
  argued: number;
  /** Percent of the mutants that no argument excuses. */
  score: number;
  /** Survivors that nobody argued for, and arguments that hold no more. */
  faults: string[];
}

const LEAST_SCORE = 95;
const LEAST_REASON = 20;
const LONGEST_CHANGE = 60;

/**
 * Counts what came of the mutants.
 * @param made How many mutants there are of each file.
 * @param known The mutants that there are, by file and id: an argument for another is stale.
 */
export function reportOf(
  results: readonly Result[],
  args: readonly Argument[],
  made: ReadonlyMap<string, readonly Mutant[]>,
): Report {
  const reasons = new Map(args.map(({ file, id, reason }) => [`${file} ${id}`, reason]));
  const faults: string[] = staleOf(results, args, made);
  const files: Record<string, FileReport> = {};
  for (const [file, all] of made) {
    const tried = results.filter(({ mutant }) => mutant.file === file);
    const counted = tried.filter(({ fate }) => fate === "killed" || fate === "survived");
    const survivors = counted.flatMap(({ mutant, fate }): Survivor[] => {
      if (fate === "killed") return [];
      const argued = reasons.get(`${file} ${mutant.id}`);
      const survivor = { id: mutant.id, line: mutant.line, change: changeOf(mutant) };
      if (argued !== undefined) return [{ ...survivor, argued }];
      faults.push(`SURVIVED ${file}:${mutant.line} ${mutant.id}: ${survivor.change}`);
      return [survivor];
    });
    const killed = counted.length - survivors.length;
    const argued = survivors.filter((survivor) => survivor.argued !== undefined).length;
    const score = percent(killed, counted.length - argued);
    files[file] = {
      ...{ made: all.length, tried: tried.length, mutants: counted.length },
      ...{ killed, score, survivors },
    };
  }
  return { ...totalOf(files), files, faults };
}

/** The sum over files, also of those of earlier runs. */
export function totalOf(files: Record<string, FileReport>): Omit<Report, "files" | "faults"> {
  const all = Object.values(files);
  const sum = (of: (file: FileReport) => number): number =>
    all.reduce((total, file) => total + of(file), 0);
  const [mutants, killed] = [sum((file) => file.mutants), sum((file) => file.killed)];
  const argued = sum((file) => file.survivors.filter((one) => one.argued !== undefined).length);
  return { mutants, killed, argued, score: percent(killed, mutants - argued) };
}

export function isGood({
  score,
  faults,
  mutants,
}: Pick<Report, "score" | "faults" | "mutants">): boolean {
  return mutants > 0 && score >= LEAST_SCORE && faults.length === 0;
}

function staleOf(
  results: readonly Result[],
  args: readonly Argument[],
  made: ReadonlyMap<string, readonly Mutant[]>,
): string[] {
  const fates = new Map(results.map(({ mutant, fate }) => [`${mutant.file} ${mutant.id}`, fate]));
  return args.flatMap(({ file, id, reason }) => {
    const name = `${file} ${id}`;
    if (reason.length < LEAST_REASON) return [`NO REASON ${name}`];
    const mutants = made.get(file);
    if (mutants === undefined) return [];
    if (!mutants.some((mutant) => mutant.id === id)) return [`STALE ${name}: no such mutant`];
    const fate = fates.get(name);
    return fate === undefined || fate === "survived" ? [] : [`STALE ${name}: it was ${fate}`];
  });
}

/** Two decimals, rounded down: 95 is 95. */
function percent(part: number, all: number): number {
  return all === 0 ? 100 : Math.floor((part * 10_000) / all) / 100;
}

const DEVIATIONS = 1.959964;

/**
 * Between which percentages of all mutants are noticed, with 95% certainty, where some were drawn at random. Wilson's
 * interval, which also holds near the ends (E. B. Wilson, 1927, doi:10.2307/2276774).
 */
export function intervalOf(killed: number, drawn: number): [low: number, high: number] {
  if (drawn === 0) return [0, 100];
  const [share, squared] = [killed / drawn, DEVIATIONS ** 2];
  const middle = share + squared / (2 * drawn);
  const spread = DEVIATIONS * Math.sqrt((share * (1 - share)) / drawn + squared / (4 * drawn ** 2));
  const whole = 1 + squared / drawn;
  const percentOf = (end: number): number => (100 * end) / whole;
  return [percentOf(Math.max(0, middle - spread)), percentOf(Math.min(whole, middle + spread))];
}

/** What a sample says of all from which it was drawn. */
export function describeSample(results: readonly Result[]): string {
  const killed = results.filter(({ fate }) => fate === "killed").length;
  const drawn = killed + results.filter(({ fate }) => fate === "survived").length;
  const [low, high] = intervalOf(killed, drawn);
  const share = `${low.toFixed(1)}% to ${high.toFixed(1)}%`;
  return `${killed} of ${drawn} drawn at random were noticed: of all ${share}, with 95% certainty`;
}

export function changeOf({ from, to }: Mutant): string {
  return `${cut(from)} -> ${cut(to === "" || to === "{}" ? "nothing" : to)}`;
}

function cut(text: string): string {
  const line = text.replace(/\s+/g, " ");
  return line.length <= LONGEST_CHANGE ? line : `${line.slice(0, LONGEST_CHANGE)}…`;
}

/** Says it in lines. */
export function describe({ files, mutants, killed, argued, score, faults }: Report): string {
  const lines = Object.entries(files).map(
    ([file, one]) =>
      `${file}: ${one.killed} of ${one.mutants} killed, ${one.score}%, ${one.tried} of ${one.made} tried`,
  );
  const total = `${mutants} mutants, ${killed} killed, ${argued} argued as equivalent: ${score}%, at least ${LEAST_SCORE}%`;
  return [...lines, ...faults, total].join("\n");
}
