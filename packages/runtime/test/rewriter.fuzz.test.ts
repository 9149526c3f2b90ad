import { expect } from "chai";
import { prepareProgram, ProgramRefusedError } from "../src";
import { engine, type EngineMemory } from "../src/wasm/engine";
import { EXPORTS } from "../src/wasm/layout";
import { Dice } from "./support/dice";
import { generate } from "./support/generator";
import { runBare } from "./support/run";

const RUNS = Number(process.env["WEFT_FUZZ_RUNS"] ?? 300);
const FLIPS = 12;
const MEMORY_BYTES = 1 << 20;
const FUEL = 1n << 40n;
/** Instructions that a head charges in advance at most. */
const ADVANCE = 128n;

interface Run {
  memory: Uint8Array;
  /** What stopped it, without the engine's words for where. */
  trap: string | undefined;
  counters: Readonly<Record<string, bigint>>;
}

function counterOf(value: unknown): { value: bigint } | undefined {
  if (typeof value !== "object" || value === null || !("value" in value)) return undefined;
  return typeof value.value === "bigint" ? (value as { value: bigint }) : undefined;
}

/** Runs a module as it is, with fuel where it asks for some. */
function run(wasm: Uint8Array): Run {
  const { exports } = new engine.Instance(new engine.Module(wasm), {});
  const fuel = counterOf(exports[EXPORTS.fuel]);
  if (fuel !== undefined) fuel.value = FUEL;
  let trap: string | undefined;
  try {
    (exports["_start"] as () => void)();
  } catch (error) {
    if (!(error instanceof engine.RuntimeError)) throw error;
    trap = error.message;
  }
  const counters: Record<string, bigint> = {};
  for (const [name, value] of Object.entries(exports)) {
    const counter = counterOf(value);
    if (counter !== undefined) counters[name] = counter.value;
  }
  const { buffer } = exports["memory"] as EngineMemory;
  return { memory: new Uint8Array(buffer), trap, counters };
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}

const rewritten = (wasm: Uint8Array): Uint8Array =>
  prepareProgram(wasm, { memoryBytes: MEMORY_BYTES }).wasm;

/** The seeds of a property, told with whatever fails. */
function each(first: number, check: (seed: number) => void): void {
  for (let seed = first; seed < first + RUNS; ++seed) {
    try {
      check(seed);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new Error(`seed ${seed}: ${why}`, { cause: error });
    }
  }
}

describe("rewritten modules", () => {
  it("are valid, do what the original does with one form of NaN, and are charged what they execute", () => {
    let trapped = 0;
    let executed = 0n;
    each(1, (seed) => {
      const { wasm, reference, grows } = generate(seed);
      const wanted = run(reference);
      const found = run(rewritten(wasm));
      expect(found.trap).to.equal(wanted.trap);
      expect(isSame(found.memory, wanted.memory), "the same memory").to.equal(true);
      const used = FUEL - (found.counters[EXPORTS.fuel] ?? 0n);
      const { spent = 0n, heads = 0n } = wanted.counters;
      expect(used >= spent, `charged ${used} for ${spent}`).to.equal(true);
      if (wanted.trap === undefined && !grows) {
        expect(used <= spent + ADVANCE * heads, `charged ${used} for ${spent}`).to.equal(true);
      }
      if (wanted.trap !== undefined) trapped++;
      executed += spent;
    });
    // Programs that all end at once, or all trap, would show nothing.
    expect(trapped).to.be.lessThan(RUNS / 2);
    expect(Number(executed) / RUNS).to.be.greaterThan(100);
  });

  it("cost the same and leave the same in two runs", () => {
    each(100_001, (seed) => {
      const wasm = rewritten(generate(seed).wasm);
      const [one, other] = [run(wasm), run(wasm)];
      expect(one.counters).to.deep.equal(other.counters);
      expect(isSame(one.memory, other.memory)).to.equal(true);
    });
  });

  it("are made of the same bytes each time", () => {
    each(200_001, (seed) => {
      const { wasm } = generate(seed);
      expect(isSame(rewritten(wasm), rewritten(wasm.slice()))).to.equal(true);
    });
  });
});

describe("modules with flipped bytes", () => {
  it("are refused by name, or rewritten to what is as valid as they are", () => {
    const engineTakes = (wasm: Uint8Array) => {
      try {
        new engine.Module(wasm);
        return true;
      } catch {
        return false;
      }
    };
    const seen = { refused: 0, invalid: 0, valid: 0 };
    each(300_001, (seed) => {
      const dice = new Dice(seed);
      const whole = generate(seed).wasm;
      for (let flip = 0; flip < FLIPS; ++flip) {
        const bytes = whole.slice();
        for (let n = dice.below(3); n >= 0; --n) bytes[dice.below(bytes.length)] = dice.below(256);
        try {
          const result = rewritten(bytes);
          const isValid = engineTakes(bytes);
          expect(engineTakes(result), `flip ${flip}`).to.equal(isValid);
          seen[isValid ? "valid" : "invalid"]++;
        } catch (error) {
          if (!(error instanceof ProgramRefusedError)) throw error;
          seen.refused++;
        }
      }
    });
    for (const [fate, times] of Object.entries(seen)) expect(times, fate).to.be.greaterThan(0);
  });

  it("never crash a run", () => {
    each(400_001, (seed) => {
      const dice = new Dice(seed);
      const bytes = generate(seed).wasm;
      bytes[dice.below(bytes.length)] = dice.below(256);
      try {
        const { exit } = runBare(bytes, { fuel: 10_000n, memoryBytes: MEMORY_BYTES });
        expect(exit).to.not.equal("crashed");
      } catch (error) {
        expect(error).to.be.instanceOf(ProgramRefusedError);
      }
    });
  });
});
