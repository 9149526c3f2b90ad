/**
 * Names of the bits of a resource word. A bit that was given out keeps its meaning for ever; names
 * are only added. A bit without a name yet is written `bit<n>`, so that no word loses information.
 */

/** Bits 0-15: what can run a job. All that are needed must be there. */
export const ENGINES = ["wasm", "container", "vm", "http"] as const;

/** Bits 16-79: GPU models. A request lists the acceptable ones. */
export const GPU_MODELS = [
  "nvidia-t4",
  "nvidia-v100",
  "nvidia-a10",
  "nvidia-a40",
  "nvidia-a100-40g",
  "nvidia-a100-80g",
  "nvidia-l4",
  "nvidia-l40",
  "nvidia-l40s",
  "nvidia-h100-pcie",
  "nvidia-h100-sxm",
  "nvidia-h200",
  "nvidia-b200",
  "nvidia-rtx-3060",
  "nvidia-rtx-3070",
  "nvidia-rtx-3080",
  "nvidia-rtx-3090",
  "nvidia-rtx-4060",
  "nvidia-rtx-4070",
  "nvidia-rtx-4080",
  "nvidia-rtx-4090",
  "nvidia-rtx-5070",
  "nvidia-rtx-5080",
  "nvidia-rtx-5090",
  "nvidia-rtx-a4000",
  "nvidia-rtx-a5000",
  "nvidia-rtx-a6000",
  "nvidia-rtx-6000-ada",
  "amd-mi210",
  "amd-mi250x",
  "amd-mi300x",
  "amd-rx-7900-xtx",
  "intel-arc-a770",
  "intel-gaudi-2",
  "intel-gaudi-3",
] as const;

/** Bits 80-111: regions. A request lists the acceptable ones. */
export const REGIONS = [
  "africa-north",
  "africa-south",
  "asia-central",
  "asia-east",
  "asia-northeast",
  "asia-south",
  "asia-southeast",
  "europe-central",
  "europe-east",
  "europe-north",
  "europe-south",
  "europe-west",
  "middle-east",
  "north-america-central",
  "north-america-east",
  "north-america-west",
  "central-america",
  "south-america-east",
  "south-america-west",
  "oceania",
] as const;

/** Bits 112-127: features. All that are needed must be there. */
export const FEATURES = ["tee", "ecc-memory", "static-address", "no-logs"] as const;

type Unnamed = `bit${number}`;

export type Engine = (typeof ENGINES)[number] | Unnamed;
export type GpuModel = (typeof GPU_MODELS)[number] | Unnamed;
export type Region = (typeof REGIONS)[number] | Unnamed;
export type Feature = (typeof FEATURES)[number] | Unnamed;
