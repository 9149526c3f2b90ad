import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { ethers } from "hardhat";
import {
  ballotOf,
  commitmentOf,
  keepBallot,
  makeBallot,
  MemorySecretStore,
  Ruling,
  type Ballot,
  type SecretStore,
  type Vote,
} from "../../packages/sdk/src";
import { FileSecretStore } from "../../packages/sdk/src/node";
import { failureOf } from "./support/world";

describe("sdk ballots", () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "weft-ballots-"));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  function ballot(vote: Vote = Ruling.Plaintiff): Ballot {
    return makeBallot({
      chainId: 31_337n,
      court: ethers.getAddress(`0x${"c0".repeat(20)}`),
      arbitrable: ethers.getAddress(`0x${"a0".repeat(20)}`),
      caseId: (5n << 32n) | 2n,
      ordinal: 1,
      juror: ethers.getAddress(`0x${"10".repeat(20)}`),
      vote,
    });
  }

  const STORES: [kind: string, open: () => Promise<SecretStore>][] = [
    ["in memory", () => Promise.resolve(new MemorySecretStore())],
    ["on disk", () => FileSecretStore.open(join(directory, "deep"))],
  ];
  for (const [kind, open] of STORES) {
    it(`${kind} are kept by their commitment, each with a salt of its own`, async () => {
      const store = await open();
      const [one, two] = [ballot(), ballot()];
      expect(one.salt).to.not.equal(two.salt);
      expect(await keepBallot(store, one)).to.equal(commitmentOf(one));
      await keepBallot(store, two);
      expect(await ballotOf(store, commitmentOf(one))).to.deep.equal(one);
      await store.forget(commitmentOf(one));
      expect(await ballotOf(store, commitmentOf(one))).to.equal(undefined);
      expect(await ballotOf(store, commitmentOf(two))).to.deep.equal(two);
    });
  }

  it("on disk outlive the process", async () => {
    const store = await FileSecretStore.open(directory);
    const one = ballot(Ruling.Void);
    await keepBallot(store, one);
    await store.close();
    const later = await FileSecretStore.open(directory);
    expect(await ballotOf(later, commitmentOf(one))).to.deep.equal(one);
    await later.close();
  });

  const RUINS: [what: string, ruin: (content: string) => string][] = [
    ["text cut short", (content) => content.slice(0, 40)],
    ["text of nothing", () => "null"],
    ["ballot of another version", (content) => content.replace('"version":1', '"version":2')],
    ["ballot with another vote", (content) => content.replace('"vote":2', '"vote":1')],
    ["ballot with no vote", (content) => content.replace('"vote":2', '"vote":0')],
    ["ballot whose vote is a text", (content) => content.replace('"vote":2', '"vote":"2"')],
    ["ballot with another salt", (content) => content.replace(/"salt":"0x../, '"salt":"0x00')],
    ["ballot with no court", (content) => content.replace('"court"', '"curt"')],
  ];
  for (const [what, ruin] of RUINS) {
    it(`are not shown where a ${what} is kept`, async () => {
      const one = { ...ballot(), salt: `0x${"5a".repeat(32)}` };
      const whole = new MemorySecretStore();
      const commitment = await keepBallot(whole, one);
      const content = (await whole.get(commitment)) ?? "";
      const ruined = new MemorySecretStore();
      await ruined.keep(commitment, ruin(content));
      expect(ruin(content)).to.not.equal(content);
      const failure = await failureOf(ballotOf(ruined, commitment));
      expect(failure).to.have.property("code", "STORE_CORRUPT");
      expect(failure).to.have.property("message").that.contains("is no ballot");
    });
  }
});
