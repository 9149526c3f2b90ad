import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";

import { toJson } from "../../lib/json";
import type { Mutant } from "./operators";
import type { Fate, Result } from "./report";

/** What came of the mutants of a file, by their ids. */
type Tried = Partial<Record<Fate, string[]>>;

/**
 * What came of every mutant that was tried, over many runs. A mutant counts for as long as its statement stays as it
 * is: then its id is another one, and it is to be tried again.
 */
export class Ledger {
  private readonly fates = new Map<string, Fate>();

  constructor(
    private readonly path: string,
    private readonly made: ReadonlyMap<string, readonly Mutant[]>,
  ) {
    if (!existsSync(path)) return;
    const files = JSON.parse(readFileSync(path, "utf8")) as Record<string, Tried>;
    for (const [file, tried] of Object.entries(files)) {
      for (const fate of ["killed", "survived", "same", "broken"] as const) {
        for (const id of tried[fate] ?? []) this.fates.set(`${file} ${id}`, fate);
      }
    }
  }

  fateOf({ file, id }: Mutant): Fate | undefined {
    return this.fates.get(`${file} ${id}`);
  }

  /** What is left to try: what nobody tried, and what no spec noticed the last time. */
  isOpen(mutant: Mutant): boolean {
    const fate = this.fateOf(mutant);
    return fate === undefined || fate === "survived";
  }

  /** All that is known of the mutants that there are. */
  results(): Result[] {
    return [...this.made.values()].flat().flatMap((mutant) => {
      const fate = this.fateOf(mutant);
      return fate === undefined ? [] : [{ mutant, fate, seconds: 0 }];
    });
  }

  /** Writes one more down at once: a run may end at any time. */
  note({ mutant, fate }: Result): void {
    this.fates.set(`${mutant.file} ${mutant.id}`, fate);
    this.write();
  }

  private write(): void {
    const files: Record<string, Tried> = {};
    for (const { mutant, fate } of this.results()) {
      const tried = (files[mutant.file] ??= {});
      (tried[fate] ??= []).push(mutant.id);
    }
    writeFileSync(`${this.path}.tmp`, `${toJson(files)}\n`);
    renameSync(`${this.path}.tmp`, this.path);
  }
}
