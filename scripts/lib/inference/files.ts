import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { SnarkjsKey } from "@weft/sdk";

const ROOT = join(__dirname, "../../..");

export const CIRCUITS = join(ROOT, "circuits");

/** What `npm run circuit` makes in a folder. */
export function circuitFiles(folder = join(CIRCUITS, "build")) {
  return {
    /** Works out the private signals. */
    wasm: join(folder, "inference.wasm"),
    /** Key of provers. */
    zkey: join(folder, "inference.zkey"),
    /** Key of verifiers. */
    key: join(folder, "inference.key.json"),
  };
}

function isKey(value: unknown): value is SnarkjsKey {
  const names = ["vk_alpha_1", "vk_beta_2", "vk_gamma_2", "vk_delta_2", "IC"];
  return typeof value === "object" && value !== null && names.every((name) => name in value);
}

/** The committed verification key of the circuit. */
export function inferenceKey(): SnarkjsKey {
  const { key } = circuitFiles();
  const parsed: unknown = JSON.parse(readFileSync(key, "utf8"));
  if (!isKey(parsed)) throw new Error(`${key} holds no verification key`);
  return parsed;
}
