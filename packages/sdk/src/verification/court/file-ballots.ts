import { DurableFiles } from "../../disk/durable-files";
import { checkBytes32 } from "../../words/range";
import { ballotFromText, ballotToText, type Ballot, type BallotStore } from "./ballots";
import { commitmentOf } from "./case";

/**
 * Ballots in a directory, one file a commitment, that survive a crash. One store at a time uses a directory, and
 * nobody else should read it before votes are shown: files are made for their owner alone.
 *
 * @example
 * const ballots = await FileBallotStore.open("ballots");
 */
export class FileBallotStore implements BallotStore {
  readonly #files: DurableFiles;

  private constructor(files: DurableFiles) {
    this.#files = files;
  }

  /**
   * Opens a directory, or makes it.
   *
   * @throws StoreLockedError where another store uses it.
   */
  static async open(directory: string): Promise<FileBallotStore> {
    return new FileBallotStore(await DurableFiles.open(directory));
  }

  /** Gives the directory free, after what was asked for before; afterwards the store keeps nothing and says so. */
  close(): Promise<void> {
    return this.#files.close();
  }

  put(ballot: Ballot): Promise<void> {
    const id = commitmentOf(ballot);
    return this.#files.inTurn(() => this.#files.write(id, ballotToText(ballot)));
  }

  get(commitment: string): Promise<Ballot | undefined> {
    const id = checkBytes32("commitment", commitment);
    return this.#files.inTurn(() => this.#read(id));
  }

  list(): Promise<Ballot[]> {
    return this.#files.inTurn(async () => {
      const found: Ballot[] = [];
      for (const id of await this.#files.ids()) {
        const ballot = await this.#read(id);
        if (ballot !== undefined) found.push(ballot);
      }
      return found;
    });
  }

  forget(commitment: string): Promise<void> {
    const id = checkBytes32("commitment", commitment);
    return this.#files.inTurn(() => this.#files.remove(id));
  }

  async #read(id: string): Promise<Ballot | undefined> {
    const content = await this.#files.read(id);
    return content === undefined ? undefined : ballotFromText(content, id, this.#files.fileOf(id));
  }
}
