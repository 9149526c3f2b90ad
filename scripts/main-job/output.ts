import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/** Files that appear together, once everything is written, or not at all. */
export class Output {
  readonly #target: string;
  readonly #work: string;
  readonly #names: string[] = [];
  readonly #folders: string[] = [];

  constructor(directory: string) {
    this.#target = resolve(directory);
    mkdirSync(this.#target, { recursive: true });
    this.#work = mkdtempSync(join(dirname(this.#target), ".weft-out-"));
  }

  write(name: string, bytes: Uint8Array | string): void {
    writeFileSync(join(this.#work, name), bytes);
    this.#names.push(name);
  }

  /** A folder to write to, whose files appear with the others, beside what is in the published one already. */
  folder(name: string): string {
    const path = join(this.#work, name);
    mkdirSync(path, { recursive: true });
    this.#folders.push(name);
    return path;
  }

  /** Moves every file to its place. Returns the paths of files, and of folders that have any. */
  publish(): string[] {
    const folders = this.#folders.filter((folder) => {
      const names = readdirSync(join(this.#work, folder));
      if (names.length > 0) mkdirSync(join(this.#target, folder), { recursive: true });
      for (const name of names) this.#move(join(folder, name));
      return names.length > 0;
    });
    for (const name of this.#names) this.#move(name);
    this.discard();
    return [...this.#names, ...folders].map((name) => join(this.#target, name));
  }

  #move(name: string): void {
    renameSync(join(this.#work, name), join(this.#target, name));
  }

  /** Removes what was not published. Harmless when repeated. */
  discard(): void {
    rmSync(this.#work, { recursive: true, force: true });
  }
}
