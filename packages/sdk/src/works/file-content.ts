import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { makeDirectory, writeDurably } from "../disk/durable";
import { WeftError } from "../errors/weft-error";
import { contentDigest, contentId, digestOfContent } from "./content";

/** What is kept is no secret: whoever the machine lets read it may. */
const [FILE_MODE, DIRECTORY_MODE] = [0o666, 0o777];

/** Where bytes are, by what they are. */
export interface Content {
  /** Content id (CID version 1, raw, sha-256). */
  id: string;
  /** sha-256 of the bytes. */
  digest: string;
}

/**
 * Keeps bytes in a directory, each under its content id. What is read is what was meant, or an error: the bytes are
 * hashed on the way out.
 *
 * @example
 * const { digest } = await store.put(bytes);
 * const again = await store.get(contentUri(digest));
 */
export class FileContentStore {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Keeps bytes; harmless when repeated, by several at once too. They appear whole or not at all. */
  async put(bytes: Uint8Array): Promise<Content> {
    const digest = contentDigest(bytes);
    const id = contentId(digest);
    await makeDirectory(this.#directory, DIRECTORY_MODE);
    await writeDurably({ directory: this.#directory, name: id, content: bytes, mode: FILE_MODE });
    return { id, digest };
  }

  /**
   * The bytes of a content id, or of its URI.
   *
   * @throws InvalidFieldError for an id of another kind; WeftError where the bytes are not here, or are others.
   */
  async get(uri: string): Promise<Uint8Array> {
    const digest = digestOfContent(uri);
    const id = contentId(digest);
    let bytes: Uint8Array;
    try {
      bytes = await readFile(join(this.#directory, id));
    } catch (error) {
      throw new WeftError("CONTENT_MISSING", `${id} is not kept here`, { cause: error });
    }
    if (contentDigest(bytes) !== digest) {
      throw new WeftError("CONTENT_CORRUPT", `what is kept as ${id} has another digest`);
    }
    return bytes;
  }
}
