import { expect } from "chai";
import { toBeHex, zeroPadValue } from "ethers";
import {
  buildLease,
  buildMatch,
  buildOffer,
  buildRequest,
  governance,
  lease,
  market as markets,
  noncePort,
  readMatchState,
  signPermit,
  vault,
  verifyOrderSignature,
  WeftError,
  type Match,
} from "../../packages/sdk/src";
import { allowanceOf } from "../../packages/sdk/src/calls/erc20";
import { settlePending } from "../../packages/sdk/src/batches/pending";
import { sentenceOf } from "../../scripts/lib/sentence";
import { StubNode, URL_KEY } from "./support/stub-node";
import { SENDER } from "./support/stub-transaction";
import { failureOf, SPEC } from "./support/world";

const ACCOUNT = SENDER.address;
const TOKEN = toBeHex(9n, 20);
const market = toBeHex(8n, 20);

function someMatch(): Match {
  const verifier = { verifier: market, terms: SPEC };
  const offer = buildOffer({
    ...{ provider: ACCOUNT, token: TOKEN, pricePerUnit: 1n, resources: 0n, nonce: 0n },
    verifications: [verifier],
  });
  const request = buildRequest({
    ...{ client: ACCOUNT, token: TOKEN, maxPricePerUnit: 1n, needs: 0n, spec: SPEC, nonce: 0n },
    ...{ verifier: market, verifierTerms: SPEC },
  });
  return buildMatch({ offer, request, signatures: { offer: "0x", request: "0x" } });
}

describe("sdk errors of a node whose URL holds a key", () => {
  const provider = (() => {
    const node = new StubNode();
    const methods = ["call", "getCode", "getBlockByNumber", "getTransactionCount", "getLogs"];
    for (const each of methods) node.says(`eth_${each}`, "forbidden");
    return node.provider({ tries: 1 });
  })();
  const signer = SENDER.connect(provider);
  const port = noncePort({ provider, market });
  const terms = {
    ...{ client: ACCOUNT, provider: ACCOUNT, token: TOKEN, spec: SPEC, cap: 1n, ratePerHour: 1n },
    nonce: 0n,
  };

  const opening = {
    lease: buildLease(terms),
    ...{ providerSignature: "0x", clientSignature: "0x", payerSignature: "0x" },
  };
  const voucher = { lease: opening.lease, amount: 1n, signature: "0x" };

  const WALLET = toBeHex(7n, 20);
  const deadline = 2n ** 40n;
  const DOORS: [name: string, knock: () => Promise<unknown>][] = [
    ["readMatchState", () => readMatchState({ provider, market, match: someMatch() })],
    ["noncePort.epochOf", () => port.epochOf(ACCOUNT)],
    ["noncePort.isNonceUsable", () => port.isNonceUsable(ACCOUNT, 0n)],
    ["noncePort.isIndexBusy", () => port.isIndexBusy(ACCOUNT, 0)],
    ["settlePending", () => settlePending(signer)],
    ["lease.show", () => lease.show({ provider, market, lease: buildLease(terms) })],
    ["lease.openBatch", () => lease.openBatch({ signer, market, openings: [opening] })],
    ["lease.collectBatch", () => lease.collectBatch({ signer, market, vouchers: [voucher] })],
    [
      "market.matchBatch",
      () => markets.matchBatch({ signer, market, matches: [someMatch()], since: 0 }),
    ],
    [
      "signPermit",
      () => signPermit({ signer, token: TOKEN, spender: market, value: 1n, deadline }),
    ],
    ["allowanceOf", () => allowanceOf(signer, { token: TOKEN, owner: ACCOUNT, spender: market })],
    [
      "governance.simulateCalls",
      () => {
        const node = new StubNode().says("eth_call", { result: zeroPadValue(market, 32) });
        const asking = node.says("eth_getCode", "forbidden").provider({ tries: 1 });
        const calls = [{ to: TOKEN, data: "0x12345678" }];
        return governance.simulateCalls({ provider: asking, governor: market, calls });
      },
    ],
    [
      "verifyOrderSignature",
      () => verifyOrderSignature({ digest: SPEC, signer: WALLET, signature: "0x00", provider }),
    ],
    [
      "vault.openAccount",
      () =>
        vault.openAccount({
          signer,
          vault: market,
          market,
          token: TOKEN,
          amount: 1n,
          hasPermit: true,
        }),
    ],
  ];
  for (const [name, knock] of DOORS) {
    it(`say nothing of it: ${name}`, async () => {
      const failure = await failureOf(knock());
      expect(failure).to.be.instanceOf(WeftError);
      expect(String(failure)).to.contain("403").and.not.contain(URL_KEY);
    });
  }

  it("say nothing of it in the sentence of a script, whoever threw them", async () => {
    const failure = await failureOf(provider.getCode(ACCOUNT));
    expect(String(failure)).to.contain(URL_KEY);
    expect(sentenceOf(failure)).to.contain("403").and.not.contain(URL_KEY);
  });
});
