import { createServer, type Server } from "node:http";

import { expect } from "chai";
import { Wallet } from "ethers";

import { sentenceOf } from "../../scripts/lib/sentence";
import { connect } from "../../scripts/stake/connect";
import { failureOf } from "../sdk/support/world";
import { writeAddresses } from "./support";

const KEY = "k3y-of-the-node";

/** A node that says which chain it is of, and refuses everything else. */
function startClosed(): Promise<Server> {
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const body = Buffer.concat(parts).toString();
      const isChain = body.includes("eth_chainId");
      response.writeHead(isChain ? 200 : 403, { "content-type": "application/json" });
      response.end(isChain ? '{"jsonrpc":"2.0","id":1,"result":"0x7a69"}' : "");
    });
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

describe("connecting to a node whose URL holds a key", () => {
  it("says what failed without the key", async () => {
    const server = await startClosed();
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    const { address: someone } = Wallet.createRandom();
    const { file, remove } = writeAddresses({ "StakeVault#StakeVault": someone });
    try {
      const network = `http://127.0.0.1:${address.port}/v2/${KEY}`;
      const failure = await failureOf(connect({ network, deployment: file, market: someone }));
      expect(sentenceOf(failure)).to.contain("403").and.not.contain(KEY);
    } finally {
      remove();
      server.close();
    }
  });
});
