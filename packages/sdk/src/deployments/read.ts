import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { InvalidFieldError } from "../errors/weft-error";
import { parseDeployment, type Deployment } from "./addresses";

export interface ReadDeploymentParameters {
  /** Where deployments are published, one file a chain. */
  directory: string;
  chainId: bigint | number;
}

/**
 * Reads where the protocol is on a chain.
 *
 * @example
 * const { jobMarket, vault } = await readDeployment({ directory: "deployments", chainId: 31_337 });
 */
export async function readDeployment({
  directory,
  chainId,
}: ReadDeploymentParameters): Promise<Deployment> {
  const file = join(directory, `${chainId}.json`);
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text === undefined) {
    throw new InvalidFieldError("chainId", chainId, `a chain that has a file in ${directory}`);
  }
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw new InvalidFieldError("document", `the text of ${file}`, "JSON");
  }
  return parseDeployment({ document });
}
