import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";

import {
  DEFAULT_LIMITS,
  pathTracerWasm,
  prepareProgram,
  runChunk,
  sha256,
  tileChunks,
  type Hex,
  type PreparedProgram,
} from "@weft/runtime";
import { InvalidFieldError, VoucherRefusedError, voucherFromText, type Till } from "@weft/sdk";

import { toJson } from "../lib/json";
import { sentenceOf } from "../lib/sentence";

/** What a voucher travels in. */
export const VOUCHER_HEADER = "weft-voucher";

const SEED: Hex = `0x${"5eed".padStart(64, "0")}`;
const PICTURE = { width: 64, height: 64, tile: 16, samples: 1, seed: 1 };
const TILES = tileChunks(PICTURE);

/** Content digest of what is leased. */
export const SERVICE_SPEC = sha256(Buffer.from(JSON.stringify(PICTURE)));

/** What a client gets for a voucher. */
export interface Tile {
  tile: number;
  /** Digest of the pixels. */
  digest: string;
  /** Metered WASM instructions. */
  fuel: string;
  /** Token base units that the voucher was for in all. */
  paid: string;
}

/** Why a request was not served. */
export interface Refusal {
  faults: readonly { fault: string; sentence: string }[];
  /** Token base units of one request. */
  price: string;
}

interface Answer {
  status: number;
  body: Tile | Refusal | { error: string };
}

/** Renders tiles of a picture over HTTP, each for a voucher that pays for it. */
export class TileService {
  readonly #till: Till;
  readonly #price: bigint;
  readonly #program: PreparedProgram = prepareProgram(pathTracerWasm(), DEFAULT_LIMITS);
  readonly #server: Server;

  constructor({ till, price }: { till: Till; price: bigint }) {
    this.#till = till;
    this.#price = price;
    this.#server = createServer((request, response) => void this.#respond(request, response));
  }

  /** Listens on a free port of this machine. Returns the address. */
  listen(): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(0, "127.0.0.1", () => {
        const address = this.#server.address();
        if (address === null || typeof address === "string") reject(new Error("no port"));
        else resolve(`http://127.0.0.1:${address.port}`);
      });
    });
  }

  close(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  async #respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { status, body } = await this.#answer(request).catch((error: unknown): Answer => {
      return { status: 500, body: { error: sentenceOf(error) } };
    });
    response.writeHead(status, { "content-type": "application/json" }).end(toJson(body));
  }

  async #answer({ url = "", method, headers }: IncomingMessage): Promise<Answer> {
    const [, digits] = /^\/tiles\/(\d{1,4})$/.exec(url) ?? [];
    const tile = Number(digits);
    const input = TILES[tile];
    // Nothing is taken for what is not there.
    if (method !== "GET" || digits === undefined || input === undefined) {
      return { status: 404, body: { error: `tiles are from 0 to ${TILES.length - 1}` } };
    }
    const header = headers[VOUCHER_HEADER];
    if (typeof header !== "string") {
      const sentence = `a voucher is needed in the header ${VOUCHER_HEADER}, for ${this.#price} more`;
      return this.#refuse([{ fault: "Missing", sentence }]);
    }
    try {
      const note = voucherFromText(header);
      const { voucher } = await this.#till.take({ note, price: this.#price });
      return { status: 200, body: await this.#render(tile, input, voucher.amount) };
    } catch (error) {
      if (error instanceof VoucherRefusedError) return this.#refuse(error.faults);
      if (!(error instanceof InvalidFieldError)) throw error;
      return this.#refuse([{ fault: "Malformed", sentence: error.message }]);
    }
  }

  #refuse(faults: Refusal["faults"]): Answer {
    return { status: 402, body: { faults, price: `${this.#price}` } };
  }

  async #render(tile: number, input: Uint8Array, paid: bigint): Promise<Tile> {
    const program = this.#program;
    const run = await runChunk({ program, input, limits: DEFAULT_LIMITS, seed: SEED, index: tile });
    const { fuel, outputDigest } = run.receipt;
    return { tile, digest: outputDigest, fuel: `${fuel}`, paid: `${paid}` };
  }
}
