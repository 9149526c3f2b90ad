import { join } from "node:path";
import { filesBelow } from "../coverage/files";

/** Specs that run for minutes, or whose subject is no contract. */
const LEFT_OUT = /^(bench|checks|deploy|main-job|sim|[a-z]+-script)\/|\.long\.test\.ts$/;

/** Contracts that specs name otherwise: by the part of them that they are about. */
const ALSO: Record<string, string[]> = {
  JobMarket: ["OrderNonces"],
  QuorumVerifier: ["Quorum"],
  Split: ["Splits"],
  WorkMarket: ["Works"],
  WeftGovernor: ["Treasury"],
  Grants: ["Treasury"],
  Groth16ProofSystem: ["ProofVerifier"],
};

/** Of the attacks, those on the contracts of a folder of specs. */
const ATTACKS: Record<string, RegExp> = {
  governance: /^GOV/,
  lease: /^(DOS|ESC|SIG)/,
  market: /^(DOS|ESC|JOB|SIG)/,
  oneshot: /^(DOS|ESC|SIG)/,
  reputation: /^REP/,
  rewards: /^RWD/,
  staking: /^STK/,
  vault: /^ESC/,
  verification: /^JOB/,
  works: /^NFT/,
};

/**
 * The specs of a contract: the files that bear its name, or that of what it opens to tests, in whatever folder; then
 * those beside them that bear the name of no other contract; then the attacks on what the folder is about.
 */
export function specsOf(root: string, contract: string, contracts: readonly string[]): string[] {
  const files = filesBelow(join(root, "test"), ".test.ts").filter((file) => !LEFT_OUT.test(file));
  const subjectOf = (file: string): string => /([^/.]+)[^/]*$/.exec(file)?.[1] ?? "";
  const folderOf = (file: string): string => file.replace(/[^/]*$/, "");
  const opened = contract.replace(/Harness$/, "");
  const names = new Set([contract, opened, ...(ALSO[contract] ?? [])]);
  const named = files.filter((file) => names.has(subjectOf(file)));
  // Findings and batches are of many contracts.
  const own = named.filter((file) => !/^(findings|batch|sdk)\//.test(file));
  const folders = new Set(own.map(folderOf));
  const others = files.filter((file) => {
    const isNear = folders.has(folderOf(file)) && !named.includes(file);
    return isNear && !contracts.includes(subjectOf(file));
  });
  const isLate = (file: string): number => Number(!own.includes(file));
  const ordered = [...named].sort((a, b) => isLate(a) - isLate(b));
  const attacks = files.filter((file) => {
    const name = /^attacks\/(.+)$/.exec(file)?.[1];
    return (
      name !== undefined && [...folders].some((folder) => ATTACKS[folder.slice(0, -1)]?.test(name))
    );
  });
  return [...ordered, ...others, ...attacks].map((file) => join(root, "test", file));
}
