import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { Built, Target } from "../mutation/code";

const INVARIANTS = "test/invariant";

/** The folder of a campaign, such as test/invariant/governance of Governance. */
function folderOf(root: string, campaign: string): string {
  const folders = readdirSync(join(root, INVARIANTS), { withFileTypes: true });
  for (const folder of folders.filter((entry) => entry.isDirectory())) {
    const path = join(root, INVARIANTS, folder.name);
    if (readdirSync(path).includes(`${campaign}.t.sol`)) return path;
  }
  throw new Error(`no folder of ${INVARIANTS} has ${campaign}.t.sol`);
}

/** Those of the targets that a campaign deploys: its sources name them. */
export function deployedBy(root: string, campaign: string, targets: readonly Target[]): Target[] {
  const folder = folderOf(root, campaign);
  const sources = readdirSync(folder).map((file) => readFileSync(join(folder, file), "utf8"));
  const isNamed = ({ name }: Target): boolean =>
    sources.some((text) => text.includes(`"${name}"`) || text.includes(`/${name}.json"`));
  return targets.filter(isNamed);
}

function pathOf(folder: string, { name, file }: Target): string {
  return join(folder, "artifacts", file, `${name}.json`);
}

/** Puts code in the place of what an artifact has, and gives back what puts it as it was. */
export function replaceArtifact(folder: string, target: Target, built: Built): () => void {
  const path = pathOf(folder, target);
  const original = readFileSync(path, "utf8");
  writeFileSync(path, JSON.stringify({ ...(JSON.parse(original) as object), ...built }));
  return () => writeFileSync(path, original);
}
