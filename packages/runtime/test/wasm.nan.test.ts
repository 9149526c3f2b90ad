import { expect } from "chai";
import { F32, F64, type Code } from "./support/encoder";
import {
  f32,
  f64,
  F32_STORE,
  F64_STORE,
  get,
  i32,
  i64,
  I32_STORE,
  I64_STORE,
  program,
  set,
  write,
} from "./support/program";
import { runBare } from "./support/run";

const NAN32 = 0x7fc00000;
const NAN64 = 0x7ff8000000000000n;

const F32_SUB = 0x93;
const F32_DIV = 0x95;
const F64_DIV = 0xa3;
const F64_SQRT = 0x9f;
const F64_NEG = 0x9a;
const F32_COPYSIGN = 0x98;
const F64_COPYSIGN = 0xa6;
const F32_DEMOTE = 0xb6;
const F64_PROMOTE = 0xbb;

/** Runs code that leaves a value, stores it with the given instruction and gives its bytes. */
function stored(value: Code, store: Code, locals: number[] = []): DataView {
  const code = [i32(64), value, store, ...write(0, 1, 64, 8)];
  const outcome = runBare(program({ imports: ["fd_write"], code, locals }));
  expect(outcome.exit, outcome.detail).to.equal("ok");
  return new DataView(outcome.stdout.slice().buffer);
}
const bits32 = (value: Code, locals?: number[]): number =>
  stored(value, F32_STORE, locals).getUint32(0, true);
const bits64 = (value: Code, locals?: number[]): bigint =>
  stored(value, F64_STORE, locals).getBigUint64(0, true);

const nan64 = [f64(0), f64(0), F64_DIV];
const nan32 = [f32(0), f32(0), F32_DIV];

describe("NaN", () => {
  it("has one bit pattern when it is stored, whatever made it", () => {
    for (const value of [nan64, [nan64, F64_NEG], [f64(-1), F64_SQRT], [nan32, F64_PROMOTE]]) {
      expect(bits64(value)).to.equal(NAN64);
    }
    for (const value of [nan32, [f32(Infinity), f32(Infinity), F32_SUB], [nan64, F32_DEMOTE]]) {
      expect(bits32(value)).to.equal(NAN32);
    }
  });

  it("has it when its bits are taken as an integer", () => {
    expect(stored([nan64, F64_NEG, 0xbd], I64_STORE).getBigUint64(0, true)).to.equal(NAN64);
    expect(stored([nan32, 0x8c, 0xbc], I32_STORE).getUint32(0, true)).to.equal(NAN32);
  });

  it("has a positive sign for copysign", () => {
    expect(bits64([f64(2), nan64, F64_NEG, F64_COPYSIGN])).to.equal(0x4000000000000000n);
    expect(bits32([f32(2), nan32, 0x8c, F32_COPYSIGN])).to.equal(0x40000000);
  });

  it("has it after a payload went through arithmetic, locals and select", () => {
    const payload = [i64(0xfff4deadbeef0001n), 0xbf];
    const through = [payload, set(0), get(0), get(0), i32(1), 0x1b];
    expect(bits64(through, [F64])).to.equal(NAN64);
    expect(bits64([payload, f64(1), 0xa0])).to.equal(NAN64);
    expect(bits32([i32(0xffbf1234 | 0), 0xbe, set(0), get(0)], [F32])).to.equal(NAN32);
  });

  it("keeps the bits of values that are only moved", () => {
    const signalling = 0xfff0000000000001n;
    expect(bits64([i64(signalling), 0xbf])).to.equal(signalling);
    const code = [
      i32(64),
      i32(32),
      i64(signalling),
      I64_STORE,
      i32(32),
      0x2b,
      3,
      0,
      F64_STORE,
      ...write(0, 1, 64, 8),
    ];
    const outcome = runBare(program({ imports: ["fd_write"], code }));
    expect(new DataView(outcome.stdout.slice().buffer).getBigUint64(0, true)).to.equal(signalling);
  });

  it("leaves every other value alone", () => {
    for (const n of [0, -0, 1.5, -Infinity, 5e-324, 1e308]) {
      const bits = new DataView(new ArrayBuffer(8));
      bits.setFloat64(0, n);
      expect(bits64([f64(n), set(0), get(0)], [F64])).to.equal(bits.getBigUint64(0));
      bits.setFloat32(0, n);
      expect(bits32([f32(n), set(0), get(0)], [F32])).to.equal(bits.getUint32(0));
    }
  });

  it("is replaced in a constant too", () => {
    expect(bits32([0x43, 1, 0, 0xc0, 0xff])).to.equal(NAN32);
    expect(bits32([[0x43, 1, 0, 0x80, 0x7f]])).to.equal(NAN32);
  });
});
