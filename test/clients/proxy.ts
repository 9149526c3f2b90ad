import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

import { Random } from "../support/random";

/** What goes wrong with a request. */
export type Fault =
  /** The answer takes its time. */
  | "delay"
  /** The connection is cut before the node has the request: nothing happened. */
  | "lost"
  /** The node has it, and the connection is cut: it happened, and nobody says so. */
  | "silent"
  /** Half an answer. */
  | "truncated"
  /** HTTP 429. */
  | "busy"
  /** The node has it twice, and the second answer is given. */
  | "twice"
  /** A node that is some blocks behind answers. */
  | "stale"
  /** A node that says it is some blocks ahead. */
  | "ahead";

const CUTS = ["delay", "lost", "silent", "truncated", "busy", "twice"] as const;
const FAULTS: readonly Fault[] = [...CUTS, "stale", "ahead"];
const SEND = "eth_sendRawTransaction";
const COUNT = "eth_getTransactionCount";
/** One request in so many goes wrong. */
const ONE_IN = 3;
/** The same request fails so often in a row, and then passes: a node that is gone is another matter. */
const IN_A_ROW = 4;
const DELAY_MS = 40;
const BLOCKS = 3n;

interface Request {
  method: string;
  params: readonly unknown[];
}

/** A node that cannot be trusted, in front of one that can. */
export interface Proxy {
  url: string;
  /** How often each fault happened to which method, as `fault method`. */
  seen: ReadonlyMap<string, number>;
  stop: () => Promise<void>;
}

function requestIn(body: string): Request {
  const parsed: unknown = JSON.parse(body);
  if (typeof parsed !== "object" || parsed === null) return { method: "", params: [] };
  const method = "method" in parsed ? String(parsed.method) : "";
  const params: readonly unknown[] =
    "params" in parsed && Array.isArray(parsed.params) ? parsed.params : [];
  return { method, params };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of request) body += String(chunk);
  return body;
}

/** What a node answers that is behind, or says that it is ahead. */
function lieAbout(answer: string, blocks: bigint): string {
  const parsed: unknown = JSON.parse(answer);
  if (typeof parsed !== "object" || parsed === null || !("result" in parsed)) return answer;
  const told = BigInt(String(parsed.result)) + blocks;
  return JSON.stringify({ ...parsed, result: `0x${(told < 0n ? 0n : told).toString(16)}` });
}

/** Lies are about how long the chain is, and how many transactions of an account it holds. */
function canLie({ method }: Request, fault: Fault): boolean {
  if (method === "eth_blockNumber") return true;
  return method === COUNT && fault === "stale";
}

/** Starts a proxy whose faults a seed decides, and the order of requests. */
export async function startProxy(node: string, seed: number): Promise<Proxy> {
  const random = new Random(seed);
  const seen = new Map<string, number>();
  const row = new Map<string, number>();
  let cuts = 0;
  // What is sent meets all faults in turn, and the first count that anything happens to is a lie: so that each is sure
  // to happen to some.
  const next = ({ method }: Request): Fault | undefined => {
    if (method === SEND) return CUTS[cuts % CUTS.length];
    const isFirst = method === COUNT && !seen.has(`stale ${COUNT}`);
    return isFirst ? "stale" : random.pick(FAULTS);
  };
  const draw = (request: Request): Fault | undefined => {
    const fault = random.unit() * ONE_IN < 1 ? next(request) : undefined;
    const isLie = fault === "stale" || fault === "ahead";
    const key = JSON.stringify(request);
    const failed = row.get(key) ?? 0;
    row.set(key, 0);
    if (fault === undefined || (isLie && !canLie(request, fault)) || failed >= IN_A_ROW) {
      return undefined;
    }
    row.set(key, failed + 1);
    if (request.method === SEND) cuts += 1;
    const name = `${fault} ${request.method}`;
    seen.set(name, (seen.get(name) ?? 0) + 1);
    return fault;
  };
  const headers = { "content-type": "application/json" };
  const ask = async (body: string): Promise<string> =>
    (await fetch(node, { method: "POST", headers, body })).text();

  const respond = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await bodyOf(incoming);
    const fault = draw(requestIn(body));
    if (fault === "lost") return void response.destroy();
    if (fault === "busy") return void response.writeHead(429).end();
    if (fault === "delay") await sleep(DELAY_MS);
    let answer = await ask(body);
    if (fault === "silent") return void response.destroy();
    if (fault === "twice") answer = await ask(body);
    if (fault === "stale") answer = lieAbout(answer, -BLOCKS);
    if (fault === "ahead") answer = lieAbout(answer, BLOCKS);
    const given = fault === "truncated" ? answer.slice(0, answer.length / 2) : answer;
    response.writeHead(200, headers).end(given);
  };
  const server = createServer((incoming, response) => {
    respond(incoming, response).catch(() => response.destroy());
  }).listen(0, "127.0.0.1");
  server.keepAliveTimeout = 0;
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port is free");
  const stop = async (): Promise<void> => {
    server.close();
    server.closeAllConnections();
    await once(server, "close");
  };
  return { url: `http://127.0.0.1:${address.port}`, seen, stop };
}
