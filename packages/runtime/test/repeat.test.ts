import { expect } from "chai";
import {
  assembleTiles,
  DEFAULT_LIMITS,
  pathTracerWasm,
  prepareProgram,
  runJob,
  sha256,
  tileChunks,
} from "../src";
import { compile, execute, type Outcome } from "../src/guest/execute";
import { SEED } from "./support/run";

const RUNS = Number(process.env["WEFT_FUZZ_RUNS"] ?? 100);
/** Every so many runs the module is compiled anew, so that the engine's tiers are met in any order. */
const COMPILED_EVERY = 20;
const JOBS = 3;

/** The smallest job of each sample: one chunk. */
const SAMPLES = [
  {
    name: "path tracer",
    wasm: pathTracerWasm,
    picture: { width: 8, height: 8, tile: 8, samples: 1, seed: 11 },
  },
];

describe("samples", () => {
  for (const { name, wasm, picture } of SAMPLES) {
    const [input] = tileChunks(picture);
    if (input === undefined) throw new Error("the picture has no tile");

    it(`give one result for one price, however often they run: ${name}`, () => {
      const prepared = prepareProgram(wasm(), DEFAULT_LIMITS);
      const seen = new Set<string>();
      let module = compile(prepared.wasm);
      for (let run = 0; run < RUNS; ++run) {
        if (run % COMPILED_EVERY === 0) module = compile(prepared.wasm);
        if ("exit" in module) throw new Error(module.detail);
        const { exit, fuel, stdout }: Outcome = execute(module, {
          ...{ ...DEFAULT_LIMITS, input, args: [], env: [] },
          random: [1, 2, 3, 4],
        });
        seen.add(`${exit} ${fuel} ${sha256(stdout)}`);
      }
      expect([...seen]).to.have.length(1);
      expect([...seen][0]).to.match(/^ok [1-9]/);
    });

    it(`give it in sandboxes of their own too: ${name}`, async () => {
      const seen = new Set<string>();
      for (let job = 0; job < JOBS; ++job) {
        const { receipt, outputs } = await runJob({
          wasm: wasm(),
          chunks: [input],
          limits: DEFAULT_LIMITS,
          seed: SEED,
        });
        const rgb = assembleTiles(picture, outputs);
        seen.add(`${receipt.root} ${receipt.fuel} ${sha256(rgb)}`);
      }
      expect([...seen]).to.have.length(1);
    });
  }
});
