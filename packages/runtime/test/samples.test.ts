import { expect } from "chai";
import {
  assembleTiles,
  DEFAULT_LIMITS,
  InvalidInputError,
  pathTracerWasm,
  prepareProgram,
  runChunk,
  runJob,
  sha256,
  tileChunks,
  tilesOf,
} from "../src";
import { SEED } from "./support/run";

const small = { width: 90, height: 60, tile: 32, samples: 4, seed: 7 };

describe("path tracer", () => {
  const render = async (
    picture: typeof small,
  ): Promise<{ root: string; rgb: Uint8Array; fuel: bigint }> => {
    const { receipt, outputs } = await runJob({
      wasm: pathTracerWasm(),
      chunks: tileChunks(picture),
      limits: DEFAULT_LIMITS,
      seed: SEED,
    });
    expect(receipt.chunks.every(({ exit }) => exit === "ok")).to.equal(true);
    return { root: receipt.root, rgb: assembleTiles(picture, outputs), fuel: receipt.fuel };
  };

  it("gives exactly this picture for exactly this fuel", async () => {
    const { root, rgb, fuel } = await render(small);
    expect(rgb.length).to.equal(90 * 60 * 3);
    expect({ program: sha256(pathTracerWasm()), picture: sha256(rgb), root, fuel }).to.deep.equal({
      program: "0x36e1a7e116a0ddcdb928f4cbb9f04ae259dcc272cc53895180cdd1d3682dfbef",
      picture: "0x49bc718878406a2bdaef3d0c84033f37a4041477de8e1023ed6f00c447bc0899",
      root: "0x9c9529027f56b9b69225083cf8afc8a6e55aa4701c59f93cff193cd17ba33722",
      fuel: 100_302_384n,
    });
  });

  it("gives the same picture however it is cut", async () => {
    const whole = await render({ ...small, tile: 100 });
    const pieces = await render({ ...small, tile: 25 });
    expect(sha256(pieces.rgb)).to.equal(sha256(whole.rgb));
  });

  it("gives another picture for another seed", async () => {
    const one = await render({ ...small, tile: 100 });
    const two = await render({ ...small, tile: 100, seed: 8 });
    expect(sha256(two.rgb)).to.not.equal(sha256(one.rgb));
  });

  it("says what is wrong with an input that is no tile", async () => {
    const program = prepareProgram(pathTracerWasm(), DEFAULT_LIMITS);
    const input = new TextEncoder().encode("hello");
    const run = await runChunk({ program, input, limits: DEFAULT_LIMITS, seed: SEED });
    expect(run.receipt).to.include({ exit: "exit-code", detail: "exit code 2" });
    expect(new TextDecoder().decode(run.stderr)).to.equal("the input is not a tile\n");
  });

  it("cuts a picture into tiles that cover it once", () => {
    const seen = new Uint8Array(90 * 60);
    for (const { x, y, width, height } of tilesOf(small)) {
      for (let row = y; row < y + height; row++) {
        for (let column = x; column < x + width; column++) {
          seen[row * 90 + column] = (seen[row * 90 + column] ?? 0) + 1;
        }
      }
    }
    expect(seen.every((count) => count === 1)).to.equal(true);
    expect(tileChunks(small).every((chunk) => chunk.length === 36)).to.equal(true);
  });

  it("refuses pictures and tiles that make no sense", () => {
    for (const change of [
      { width: 0 },
      { tile: 0.5 },
      { samples: -1 },
      { seed: 2 ** 32 },
      { height: 1e9 },
    ]) {
      expect(() => tileChunks({ ...small, ...change })).to.throw(InvalidInputError);
    }
    expect(() => assembleTiles(small, [])).to.throw(InvalidInputError, "6 tiles, not 0");
    const wrong = tilesOf(small).map(() => new Uint8Array(3));
    expect(() => assembleTiles(small, wrong)).to.throw(InvalidInputError, "tile 0");
  });
});
