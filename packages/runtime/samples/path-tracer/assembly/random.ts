/** PCG32 of O'Neill: one stream for each pixel, so that a picture does not depend on its tiles. */
let state: u64 = 0;
let increment: u64 = 1;

export function seedRandom(seed: u32, x: u32, y: u32): void {
  increment = (((<u64>y) << 32) | ((<u64>x) << 1)) | 1;
  state = (<u64>seed) * 0x9e3779b97f4a7c15 + increment;
  next();
  next();
}

@inline
function next(): u32 {
  const old = state;
  state = old * 6364136223846793005 + increment;
  const shifted = <u32>(((old >> 18) ^ old) >> 27);
  return rotr(shifted, <u32>(old >> 59));
}

/** A number from 0 on, below 1. */
@inline
export function random(): f64 {
  return <f64>next() * (1.0 / 4294967296.0);
}
