import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { parseDeployment } from "@weft/sdk";
import { format, resolveConfig } from "prettier";

/** What the SDK knows of public chains. */
export const CHAINS_FILE = join(
  __dirname,
  "../../packages/sdk/src/deployments/generated/chains.ts",
);
/** Chains that somebody runs for himself, where nothing is what it is for another. */
const LOCAL: ReadonlySet<number> = new Set([31_337, 1_337]);

function chainsIn(directory: string): number[] {
  // Nothing was ever deployed: nothing made the folder.
  const names = existsSync(directory) ? readdirSync(directory) : [];
  return names
    .flatMap((name) => /^([1-9]\d*)\.json$/.exec(name)?.[1] ?? [])
    .map(Number)
    .filter((chainId) => !LOCAL.has(chainId))
    .sort((a, b) => a - b);
}

/** The text of `CHAINS_FILE`, of the documents that deployments published in a folder. */
export async function chainsSource(directory: string): Promise<string> {
  const all = chainsIn(directory).map((chainId) => {
    const document: unknown = JSON.parse(readFileSync(join(directory, `${chainId}.json`), "utf8"));
    return `${chainId}: ${JSON.stringify(parseDeployment({ document }))},`;
  });
  const text = `// Made of the public chains' documents in deployments/ by \`npm run deployments\`.
import type { Deployment } from "../addresses";

export const CHAINS: Readonly<Record<number, Deployment>> = {${all.join("\n")}};
`;
  return format(text, { ...(await resolveConfig(CHAINS_FILE)), parser: "typescript" });
}
