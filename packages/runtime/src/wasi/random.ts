/** Four words of state, not all zero. */
export type RandomState = readonly [number, number, number, number];

function rotl(x: number, k: number): number {
  return (x << k) | (x >>> (32 - k));
}

/**
 * xoshiro128** of Blackman and Vigna: fast, well spread and the same everywhere. The seed is
 * public, so nothing secret may be made from it.
 */
export function seededRandom(seed: RandomState): (target: Uint8Array) => void {
  let [a, b, c, d] = seed;
  const next = (): number => {
    const result = Math.imul(rotl(Math.imul(b, 5), 7), 9);
    const t = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = rotl(d, 11);
    return result;
  };
  return (target) => {
    for (let i = 0; i < target.length; i += 4) {
      let word = next();
      for (let j = i; j < i + 4 && j < target.length; j++) {
        target[j] = word & 0xff;
        word >>>= 8;
      }
    }
  };
}
