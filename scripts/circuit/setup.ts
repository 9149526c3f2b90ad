import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { id } from "ethers";
import { curves, powersOfTau, zKey, type Curve } from "snarkjs";

/**
 * What the secrets of this setup are made of. It is published, and so is every secret: whoever reads this can prove
 * what is not so under the keys that come out. Good for test networks, where anyone can check that the committed keys
 * are those of the committed circuit by making them again; for value, a circuit needs a ceremony.
 */
const SEED = id("Weft: test setup").slice(2);
/** The circuit has at most 2^POWER constraints. */
const POWER = 12;
/** A beacon hashes its seed 2^ITERATIONS times; more is for seeds that must not be known in time. */
const ITERATIONS = 10;

/** Both phases of a Groth16 setup, the same bytes each time. */
export async function setUp(
  r1cs: string,
  to: { zkey: string; key: string },
  { folder, progress }: { folder: string; progress: (step: string) => void },
): Promise<void> {
  const at = (name: string) => join(folder, name);
  await withCurve(async (curve) => {
    progress("powers of tau");
    await powersOfTau.newAccumulator(curve, POWER, at("new.ptau"));
    await powersOfTau.beacon(at("new.ptau"), at("beacon.ptau"), "beacon", SEED, ITERATIONS);
    progress("powers of tau, prepared for circuits");
    await powersOfTau.preparePhase2(at("beacon.ptau"), at("final.ptau"));
    progress("keys of the circuit");
    await zKey.newZKey(r1cs, at("final.ptau"), at("new.zkey"));
    await zKey.beacon(at("new.zkey"), to.zkey, "beacon", SEED, ITERATIONS);
    writeFileSync(to.key, await keyFile(to.zkey));
  });
}

/** Does what needs the curve, and ends its workers, which would keep the process from ending. */
export async function withCurve<T>(work: (curve: Curve) => Promise<T>): Promise<T> {
  // There is one in a process, and all of snarkjs shares it.
  const curve = await curves.getCurveFromName("bn128");
  try {
    return await work(curve);
  } finally {
    await curve.terminate();
  }
}

/** The text of the verification key in a file of proving keys; needs the curve. */
export async function keyFile(zkey: string): Promise<string> {
  const exported = await zKey.exportVerificationKey(zkey);
  const { vk_alpha_1, vk_beta_2, vk_gamma_2, vk_delta_2, IC } = exported;
  return `${JSON.stringify({ vk_alpha_1, vk_beta_2, vk_gamma_2, vk_delta_2, IC }, null, 2)}\n`;
}
