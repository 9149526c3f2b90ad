import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";

/** What was submitted for a contract. */
export type Submission = Readonly<Record<string, string>>;

/** What an explorer says that is busy, or broken. */
export interface Disturbance {
  code: number;
  answer: object;
}

/** An explorer that speaks the second version of Etherscan's API, as far as verifying goes. */
export interface Explorer {
  url: string;
  /** By address, in the order in which they came. */
  submitted: Submission[];
  /** What was asked for that is no part of the API. */
  wrong: string[];
  stop: () => Promise<void>;
}

async function fieldsOf(request: IncomingMessage): Promise<Submission> {
  let body = "";
  for await (const chunk of request) body += String(chunk);
  const { searchParams } = new URL(request.url ?? "", "http://explorer");
  return Object.fromEntries([...searchParams, ...new URLSearchParams(body)]);
}

/** Starts an explorer of one chain; `refused` names the contracts whose first submission it does not believe. */
export async function startExplorer({
  chainId,
  key,
  refused = [],
  disturb = () => undefined,
}: {
  chainId: number;
  key: string;
  refused?: readonly string[];
  /** Answers in its place, where it has one. */
  disturb?: (fields: Submission) => Disturbance | undefined;
}): Promise<Explorer> {
  const submitted: Submission[] = [];
  const wrong: string[] = [];
  const verdicts = new Map<string, boolean>();
  const isVerified = (address: string) =>
    submitted.some(
      ({ contractaddress }, at) => contractaddress === address && verdicts.get(`${at}`) === true,
    );
  const answer = (fields: Submission): object => {
    const { action, module, apikey, chainid, address = "", guid = "" } = fields;
    if (module !== "contract" || apikey !== key || chainid !== `${chainId}`) {
      wrong.push(JSON.stringify({ action, module, apikey, chainid }));
      return { status: "0", message: "NOTOK", result: "Invalid request" };
    }
    if (action === "getsourcecode") {
      const source = isVerified(address) ? "{}" : "";
      return { status: "1", message: "OK", result: [{ SourceCode: source }] };
    }
    if (action === "checkverifystatus") {
      return verdicts.get(guid) === true
        ? { status: "1", message: "OK", result: "Pass - Verified" }
        : { status: "0", message: "NOTOK", result: "Fail - Unable to verify" };
    }
    if (action !== "verifysourcecode") wrong.push(String(action));
    const name = fields["contractname"] ?? "";
    const isFirst = submitted.every(({ contractname }) => contractname !== name);
    const at = submitted.push(fields) - 1;
    verdicts.set(`${at}`, !(isFirst && refused.some((each) => name.endsWith(`:${each}`))));
    return { status: "1", message: "OK", result: `${at}` };
  };
  const server = createServer((request, response) => {
    fieldsOf(request)
      .then((fields) => {
        const said = disturb(fields) ?? { code: 200, answer: answer(fields) };
        response.writeHead(said.code, { "content-type": "application/json" });
        response.end(JSON.stringify(said.answer));
      })
      .catch(() => response.destroy());
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const at = server.address();
  if (at === null || typeof at === "string") throw new Error("no port is free");
  return {
    ...{ url: `http://127.0.0.1:${at.port}/v2/api`, submitted, wrong },
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}
