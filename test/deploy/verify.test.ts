import { expect } from "chai";

import { EtherscanClient, ExplorerKeyError, ExplorerUrlError } from "../../scripts/lib/etherscan";
import { startExplorer, type Disturbance, type Explorer } from "../../scripts/lib/explorer";
import { VerificationError, verifyContracts } from "../../scripts/lib/verify";

const KEY = "key of the explorer/secret";
const ENCODED = encodeURIComponent(KEY);
const CHAIN_ID = 11_155_111;

const contractOf = (name: string, digit: string) => ({
  ...{ address: `0x${digit.repeat(40)}`, name: `contracts/${name}.sol:${name}` },
  ...{ sourceCode: "{}", compilerVersion: "v0.8.37+commit.00000000", args: "" },
});
const FIRST = contractOf("First", "1");
const SECOND = contractOf("Second", "2");

const says = (code: number, result: unknown, status = "0"): Disturbance => ({
  ...{ code, answer: { status, message: status === "1" ? "OK" : "NOTOK", result } },
});

describe("scripts/lib/verify verifyContracts", () => {
  let explorer: Explorer | undefined;

  afterEach(() => explorer?.stop());

  /** Verifies both contracts at an explorer that answers `disturb` to what is asked about the first. */
  async function verify(disturb: (action: string) => Disturbance | undefined) {
    let guids = 0;
    const ofFirst = new Set<string>();
    explorer = await startExplorer({
      ...{ chainId: CHAIN_ID, key: KEY },
      disturb: ({ action = "", address, contractaddress, guid = "" }) => {
        const isFirst = [address, contractaddress].includes(FIRST.address) || ofFirst.has(guid);
        const said = isFirst ? disturb(action) : undefined;
        if (action !== "verifysourcecode" || said !== undefined) return said;
        // The explorer counts what is submitted.
        if (isFirst) ofFirst.add(`${guids}`);
        guids++;
        return undefined;
      },
    });
    const [lines, pauses]: [string[], number[]] = [[], []];
    const wait = (ms: number) => Promise.resolve(pauses.push(ms));
    const client = new EtherscanClient({
      ...{ key: KEY, chainId: CHAIN_ID, apiUrl: explorer.url, wait },
    });
    const contracts = () => Promise.resolve([FIRST, SECOND]);
    const failure: unknown = await verifyContracts(
      ...([client, contracts, (line: string) => lines.push(line)] as const),
    ).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (failure !== undefined) expect(failure).to.be.an.instanceOf(VerificationError);
    const message = failure instanceof VerificationError ? failure.message : "";
    for (const text of [message, ...lines]) {
      expect(text).not.to.contain(KEY);
      expect(text).not.to.contain(ENCODED);
    }
    expect(lines).to.include(`${SECOND.name} at ${SECOND.address} is verified`);
    expect(explorer.wrong).to.deep.equal([]);
    return { message, lines, pauses, submitted: explorer.submitted };
  }

  const failed = (reason: string) =>
    `not verified: ${FIRST.name} at ${FIRST.address}: ${reason}; run again, which leaves out those that are`;
  const isDone = `${FIRST.name} at ${FIRST.address} is verified`;

  for (const code of [403, 500, 503]) {
    it(`goes on with the others where the explorer answers ${code}, and keeps the key to itself`, async () => {
      const { message } = await verify(() => says(code, `apikey=${KEY}`));
      expect(message).to.equal(failed(`the explorer answered ${code}, but must answer 200`));
    });
  }

  const busy: [name: string, answer: Disturbance][] = [
    ["429", says(429, `apikey=${ENCODED}`)],
    ["of a rate limit", says(200, "Max calls per sec rate limit reached (5/sec)")],
  ];
  for (const [name, answer] of busy) {
    it(`asks again, later and later, where the explorer answers ${name}, and goes on with the others`, async () => {
      const { message, pauses } = await verify(() => answer);
      expect(message).to.equal(failed("the explorer answered 5 times that it is asked too often"));
      expect(pauses).to.deep.equal([1_000, 2_000, 4_000, 8_000]);
    });
  }

  for (const asked of ["getsourcecode", "verifysourcecode", "checkverifystatus"]) {
    it(`is told at the third try what ${asked} had no time for`, async () => {
      let tries = 0;
      const { message, lines, pauses } = await verify((action) =>
        action === asked && tries++ < 2 ? says(429, "") : undefined,
      );
      expect(message).to.equal("");
      expect(lines).to.include(isDone);
      expect(pauses).to.deep.equal([1_000, 2_000]);
    });
  }

  for (const asked of ["verifysourcecode", "checkverifystatus"]) {
    for (const words of [
      ...["Contract source code already verified", "Already Verified"],
      ...["Smart-contract already verified."],
    ]) {
      it(`takes "${words}" of ${asked} for done`, async () => {
        const { message, lines } = await verify((action) =>
          action === asked ? says(200, words) : undefined,
        );
        expect(message).to.equal("");
        expect(lines).to.include(isDone);
      });
    }
  }

  it("waits for a verdict, and no longer than two minutes", async () => {
    let polls = 0;
    const later = await verify((action) =>
      action === "checkverifystatus" && polls++ < 3 ? says(200, "Pending in queue") : undefined,
    );
    expect(later.lines).to.include(isDone);
    expect(later.pauses).to.deep.equal([3_000, 3_000, 3_000]);
    await explorer?.stop();
    const never = await verify((action) =>
      action === "checkverifystatus" ? says(200, "Pending in queue") : undefined,
    );
    expect(never.message).to.equal(failed("the explorer came to no verdict in 120 s"));
    expect(never.pauses.reduce((sum, ms) => sum + ms, 0)).to.equal(120_000);
    expect(never.submitted).to.have.length(2);
  });

  it("repeats the explorer's reason without the key that is in it, having tried twice", async () => {
    let tries = 0;
    const { message } = await verify((action) =>
      action === "verifysourcecode" && ++tries > 0
        ? says(200, `Invalid API Key (#err2)|${KEY}`)
        : undefined,
    );
    expect(message).to.equal(failed("Invalid API Key (#err2)|<key>"));
    expect(tries).to.equal(2);
  });

  it("goes on where the explorer answers what is no JSON of its own", async () => {
    const { message } = await verify((action) =>
      action === "checkverifystatus" ? says(200, { apikey: KEY }) : undefined,
    );
    expect(message).to.equal(failed("no reason"));
  });

  it("refuses no key and no address before anything is asked for", () => {
    const at = (apiUrl: string, key = KEY) => new EtherscanClient({ key, chainId: 1, apiUrl });
    expect(() => at("http://localhost", " ")).to.throw(ExplorerKeyError);
    for (const url of ["", "localhost", "ftp://localhost", "http://"]) {
      expect(() => at(url), url).to.throw(ExplorerUrlError);
    }
    expect(() => at("http://localhost")).not.to.throw();
  });

  it("names the contracts of an explorer that is gone, and no key", async () => {
    explorer = await startExplorer({ chainId: CHAIN_ID, key: KEY });
    const { url } = explorer;
    await explorer.stop();
    explorer = undefined;
    const client = new EtherscanClient({ key: KEY, chainId: CHAIN_ID, apiUrl: url });
    const failure: unknown = await verifyContracts(
      client,
      () => Promise.resolve([FIRST, SECOND]),
      () => undefined,
    ).catch((error: unknown) => error);
    expect(failure).to.be.an.instanceOf(VerificationError);
    expect(String(failure)).to.match(/First at .*ECONNREFUSED.*Second at .*ECONNREFUSED/);
    expect(String(failure)).not.to.contain(KEY).and.not.to.contain(ENCODED);
  });
});
