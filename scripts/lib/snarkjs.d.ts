/** The part of snarkjs that is used here; the package has no types of its own. */
declare module "snarkjs" {
  import type { SnarkjsKey, SnarkjsProof } from "@weft/sdk";

  export interface Curve {
    terminate(): Promise<void>;
  }

  type Signals = bigint | number | string | readonly Signals[];

  export const curves: { getCurveFromName(name: "bn128"): Promise<Curve> };

  export const powersOfTau: {
    newAccumulator(curve: Curve, power: number, file: string): Promise<unknown>;
    beacon(from: string, to: string, name: string, hash: string, power: number): Promise<unknown>;
    preparePhase2(from: string, to: string): Promise<unknown>;
  };

  export const zKey: {
    newZKey(r1cs: string, ptau: string, to: string): Promise<unknown>;
    beacon(from: string, to: string, name: string, hash: string, power: number): Promise<unknown>;
    exportVerificationKey(zkey: string): Promise<SnarkjsKey>;
  };

  /** A file in memory. */
  interface MemoryFile {
    type: "mem";
  }

  export const wtns: {
    calculate(
      inputs: Readonly<Record<string, Signals>>,
      wasm: string,
      to: MemoryFile,
    ): Promise<void>;
    exportJson(from: MemoryFile): Promise<bigint[]>;
  };

  export const groth16: {
    fullProve(
      inputs: Readonly<Record<string, Signals>>,
      wasm: string,
      zkey: string,
      logger?: undefined,
      witness?: undefined,
      options?: { singleThread: boolean },
    ): Promise<{ proof: SnarkjsProof; publicSignals: string[] }>;
    verify(key: SnarkjsKey, signals: readonly string[], proof: SnarkjsProof): Promise<boolean>;
  };
}
