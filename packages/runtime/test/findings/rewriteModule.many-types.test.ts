import { expect } from "chai";
import { parseModule, type Module } from "../../src/wasm/module";
import { rewriteModule } from "../../src/wasm/rewrite";
import type { FuncType } from "../../src/wasm/types";
import { I32, I64 } from "../support/encoder";
import { call, program, UNREACHABLE } from "../support/program";

/** So many functions that call another, so that each body is wrapped; no two have the same results. */
function manyTypes(count: number): Uint8Array {
  const width = Math.ceil(Math.log2(count)) + 1;
  const more = Array.from({ length: count }, (_, i) => {
    const results = Array.from({ length: width }, (_, bit) => ((i >> bit) & 1 ? I64 : I32));
    return { type: { params: [I32], results }, code: [call(0), UNREACHABLE] };
  });
  return program({ code: [], more });
}

/** The module with types that count how often they are looked at. */
function watched(module: Module): { module: Module; looks: () => number } {
  let looks = 0;
  const watch = ({ params, results }: FuncType): FuncType => ({
    get params() {
      looks += 1;
      return params;
    },
    get results() {
      looks += 1;
      return results;
    },
  });
  return { module: { ...module, types: module.types.map(watch) }, looks: () => looks };
}

/**
 * Each function with results of its own had all types of its module written out and compared, in the process that takes
 * strangers' programs in: a module of 6 MB, within every bound, held it for more than an hour.
 */
describe("Finding: a module with many types", () => {
  const options = { memoryBytes: 65_536, isMetered: true };

  it("is rewritten with the same work for each type, however many there are", () => {
    const looksPerType = [50, 400].map((count) => {
      const { module, looks } = watched(parseModule(manyTypes(count)));
      rewriteModule(module, options);
      return looks() / count;
    });
    expect(Math.max(...looksPerType)).to.be.below(20);
  });

  it("has the same types in the same places as before, and what rewriting adds behind them", () => {
    const module = parseModule(manyTypes(5));
    const { types } = parseModule(rewriteModule(module, { ...options, isMetered: false }));
    expect(types.slice(0, module.types.length)).to.deep.equal(module.types);
    const metered = parseModule(rewriteModule(parseModule(manyTypes(5)), options)).types;
    const blocks = module.types.slice(1).map(({ results }) => ({ params: [], results }));
    expect(metered).to.deep.equal([...types, ...blocks]);
  });
});
