import { FetchRequest, Network, toQuantity } from "ethers";
import { SteadyProvider } from "../../../packages/sdk/src";
import { VirtualTime } from "./virtual-time";

const CHAIN = 31_337n;
const HEAD = 16;

/** What comes back to a request. */
export type Reply =
  | { result: unknown }
  | { error: { code: number; message: string } }
  /** The connection is cut. */
  | "cut"
  /** A node that takes the key in the URL no more. */
  | "forbidden"
  /** An answer whose body never ends. */
  | "endless";

type Params = readonly unknown[];
/** What comes back, by what was asked and how often the method was before. */
type Script = Reply | ((params: Params, before: number) => Reply);

interface Asked {
  method: string;
  params: Params;
  id: unknown;
}

function askedIn(body: Uint8Array | null): Asked {
  const parsed: unknown = JSON.parse(Buffer.from(body ?? []).toString());
  if (typeof parsed !== "object" || parsed === null) throw new Error("a request is no object");
  const method = "method" in parsed ? String(parsed.method) : "";
  const params: Params = "params" in parsed && Array.isArray(parsed.params) ? parsed.params : [];
  return { method, params, id: "id" in parsed ? parsed.id : undefined };
}

/** What nobody may read who does not have it already. */
export const URL_KEY = "k3y-of-the-node";

/** A node that says what it is told to, in this process. */
export class StubNode {
  readonly time = new VirtualTime();
  readonly #scripts = new Map<string, Script>();
  readonly #asked: Asked[] = [];

  constructor() {
    this.says("eth_chainId", { result: toQuantity(CHAIN) });
    this.says("eth_blockNumber", { result: toQuantity(HEAD) });
  }

  says(method: string, script: Script): this {
    this.#scripts.set(method, script);
    return this;
  }

  /** The parameters that a method was asked with, each time. */
  asked(method: string): Params[] {
    return this.#asked.filter((each) => each.method === method).map(({ params }) => params);
  }

  /** A provider that reaches it, and waits in its time. */
  provider(options: { tries?: number; timeoutMs?: number } = {}): SteadyProvider {
    const request = new FetchRequest(`http://node.example/v2/${URL_KEY}`);
    request.getUrlFunc = async ({ body }) => {
      const { method, params, id } = askedIn(body);
      const before = this.asked(method).length;
      this.#asked.push({ method, params, id });
      const script = this.#scripts.get(method);
      if (script === undefined) throw new Error(`the stub has no script for ${method}`);
      const reply = typeof script === "function" ? script(params, before) : script;
      if (reply === "cut") throw new Error("the connection was cut");
      if (reply === "forbidden") {
        return { statusCode: 403, statusMessage: "Forbidden", headers: {}, body: null };
      }
      if (reply === "endless") await new Promise(() => undefined);
      const answer = JSON.stringify(
        typeof reply === "string" ? {} : { ...reply, id, jsonrpc: "2.0" },
      );
      return { statusCode: 200, statusMessage: "OK", headers: {}, body: Buffer.from(answer) };
    };
    const network = Network.from(CHAIN);
    return new SteadyProvider(request, network, {
      staticNetwork: network,
      time: this.time,
      ...options,
    });
  }
}
