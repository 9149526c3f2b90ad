import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { abisOf, type Addresses } from "./contracts";

/** Where deployments are published: beside the journals of chains that somebody keeps apart, as checks do. */
export const DEPLOYMENTS = join(
  process.env["WEFT_DEPLOYMENTS"] ?? join(__dirname, "../.."),
  "deployments",
);

function textOf(document: unknown): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** Publishes the addresses of a chain under `deployments/`; the file appears whole or not at all. */
export function publishAddresses(
  chainId: bigint,
  addresses: Addresses,
  directory = DEPLOYMENTS,
): string {
  const file = join(directory, `${chainId}.json`);
  const unfinished = `${file}.${process.pid}.tmp`;
  mkdirSync(directory, { recursive: true });
  writeFileSync(unfinished, textOf(addresses));
  renameSync(unfinished, file);
  return file;
}

/**
 * Publishes the interface of every contract under `deployments/abi/`, a file each, in the compiler's order. They are of
 * this code, whatever the chain; the folder takes the place of the one before as a whole.
 */
export function publishAbis(directory = DEPLOYMENTS): string {
  const folder = join(directory, "abi");
  const [unfinished, replaced] = [`${folder}.${process.pid}.tmp`, `${folder}.${process.pid}.old`];
  for (const left of [unfinished, replaced]) rmSync(left, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  for (const [name, abi] of abisOf()) writeFileSync(join(unfinished, `${name}.json`), textOf(abi));
  // A folder is renamed onto nothing but an empty one.
  mkdirSync(folder, { recursive: true });
  renameSync(folder, replaced);
  renameSync(unfinished, folder);
  rmSync(replaced, { recursive: true });
  return folder;
}
