import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { Wallet, parseEther } from "ethers";
import { ethers } from "hardhat";

import type { Ended } from "../support/script";
import {
  deployForScript,
  documentOf,
  runStake,
  startNode,
  writeAddresses,
  type LocalNode,
} from "./support";

const WEFT = 10n ** 18n;
const weft = (amount: bigint): string => (amount * WEFT).toString();

describe("npm run stake", function () {
  this.timeout(120_000);
  let node: LocalNode;
  const leftovers: (() => void)[] = [];

  before(async () => {
    node = await startNode();
  });

  afterEach(() => {
    for (const remove of leftovers.splice(0)) remove();
  });

  after(() => node.stop());

  /** The protocol, and the script pointed at it for a key. */
  async function open() {
    const world = await loadFixture(deployForScript);
    const { file, remove } = writeAddresses(world.addresses);
    leftovers.push(remove);
    const place = ["--network", node.url, "--deployment", file];
    const as =
      ({ privateKey }: { privateKey: string }) =>
      (...args: string[]): Promise<Ended> =>
        runStake([...args, ...place], privateKey);
    const anyone = (...args: string[]) => runStake([...args, ...place]);
    return {
      ...world,
      place,
      anyone,
      byProvider: as(world.provider),
      byDelegator: as(world.delegator),
    };
  }

  async function blockNumber(): Promise<number> {
    return ethers.provider.getBlockNumber();
  }

  it("stakes, delegates, thaws, and withdraws when the time has passed", async () => {
    const {
      byProvider,
      byDelegator,
      provider,
      delegator,
      addresses,
      token,
      weft: deployed,
    } = await open();
    const { stakeVault, weftToken, jobMarket } = deployed;
    const before = await blockNumber();
    const staked = documentOf(await byProvider("stake", "--amount", "60", "--json"));
    expect(staked).to.deep.include({
      command: "stake",
      chainId: "31337",
      account: provider.address,
      stakeVault: addresses["StakeVault#StakeVault"],
      market: addresses["JobMarket#JobMarket"],
      amount: weft(60n),
    });
    expect(await blockNumber()).to.equal(before + 1); // one transaction: the permit rides along
    expect((await stakeVault.provisionOf(provider, jobMarket)).active).to.equal(60n * WEFT);

    const opened = await byProvider("open-pool", "--commission", "1000", "--token", token);
    expect(opened.code, opened.stderr).to.equal(0);
    const behind = ["--provider", provider.address];
    const delegated = await byDelegator("delegate", "--amount", "25.5", ...behind, "--json");
    expect(documentOf(delegated)).to.include({
      amount: parseEther("25.5").toString(),
      shares: parseEther("25.5").toString(),
    });

    const thawed = documentOf(await byProvider("thaw", "--amount", "20", "--json"));
    const readyAt = (await time.latest()) + Number(await stakeVault.thawSeconds());
    expect(thawed).to.include({ amount: weft(20n), readyAt });
    documentOf(await byDelegator("undelegate", "--amount", "all", ...behind, "--json"));
    const shown = documentOf(await byDelegator("show", ...behind, "--json"));
    expect(shown).to.deep.include({
      active: weft(40n),
      free: weft(40n),
      thawing: weft(20n),
      thaws: [{ index: "0", amount: weft(20n), readyAt }],
      votes: parseEther("85.5").toString(),
      isNextLatenessSpared: true,
    });
    expect(shown["delegation"]).to.deep.include({
      delegator: delegator.address,
      amount: "0",
      thawing: parseEther("25.5").toString(),
    });

    const early = await byProvider("withdraw");
    expect(early).to.include({ code: 1, stdout: "" });
    expect(early.stderr).to.match(/^no stake .* can be withdrawn yet: the oldest .* from 20.*Z\n$/);

    await time.increase(await stakeVault.thawSeconds());
    expect(documentOf(await byProvider("withdraw", "--json"))).to.include({ amount: weft(20n) });
    const home = documentOf(await byDelegator("withdraw", ...behind, "--json"));
    expect(home).to.include({ amount: parseEther("25.5").toString() });
    expect(await weftToken.balanceOf(provider)).to.equal(60n * WEFT);
    expect(await weftToken.balanceOf(delegator)).to.equal(100n * WEFT);
  });

  it("shows tables to people, without any key", async () => {
    const { byProvider, anyone, provider, delegator, token } = await open();
    for (const args of [
      ["provision", "--amount", "10"],
      ["open-pool", "--commission", "1250", "--token", token],
      ["operator", "--operator", delegator.address, "--scopes", "submit,THAW"],
      ["thaw", "--amount", "2.5"],
      ["commission", "--commission", "2000"],
    ]) {
      const done = await byProvider(...args);
      expect(done.code, done.stderr).to.equal(0);
      expect(done.stdout).to.contain("transaction");
    }
    const ended = await anyone(
      ...["show", "--provider", provider.address, "--operator", delegator.address],
    );
    expect(ended).to.include({ code: 0, stderr: "" });
    const cell = (name: string) =>
      new RegExp(`^${name} {2,}(.*)$`, "m").exec(ended.stdout)?.[1]?.trim();
    expect(cell("of")).to.equal(provider.address);
    expect(cell("free")).to.equal("7.5 WEFT");
    expect(cell("thawing")).to.equal("2.5 WEFT");
    expect(cell("last late")).to.equal("never; the next lateness is spared");
    expect(cell("can still take in")).to.equal("75 WEFT");
    expect(cell("commission")).to.equal("12.5%");
    expect(cell("from then on")).to.match(/^20%, from 20.*Z$/);
    expect(cell("may")).to.equal("SUBMIT, THAW");
  });

  it("lets an operator thaw for its provider, and nobody else", async () => {
    const { byProvider, byDelegator, provider, delegator } = await open();
    await byProvider("provision", "--amount", "10");
    const thaw = ["thaw", "--amount", "1", "--provider", provider.address];
    const refused = await byDelegator(...thaw);
    expect(refused).to.include({ code: 1, stdout: "" });
    expect(refused.stderr).to.contain("by setOperator first");
    await byProvider("operator", "--operator", delegator.address, "--scopes", "THAW");
    expect(documentOf(await byDelegator(...thaw, "--json"))).to.include({ amount: weft(1n) });
    await byProvider("operator", "--operator", delegator.address, "--scopes", "none");
    expect((await byDelegator(...thaw)).code).to.equal(1);
  });

  it("says what the chain refuses, in one sentence", async () => {
    const { byProvider, byDelegator, provider, token } = await open();
    const behind = ["--provider", provider.address];
    const refusals: [Promise<Ended>, RegExp][] = [
      [byDelegator("delegate", "--amount", "5", ...behind), /has no pool for market/],
      [byProvider("thaw", "--amount", "5"), /has 0 WEFT active .*; 5 WEFT were asked for/],
      [byProvider("claim"), /has nothing to claim/],
      [byDelegator("earnings", "--token", token, ...behind), /has nothing to claim/],
      [byProvider("provision", "--amount", "101"), /base units of the token; .* are needed/],
    ];
    for (const [run, sentence] of refusals) {
      const ended = await run;
      expect(ended).to.include({ code: 1, stdout: "" });
      expect(ended.stderr).to.match(sentence);
      expect(ended.stderr.trimEnd().split("\n")).to.have.length(1);
    }
  });

  it("sends nothing where an argument is wrong, and says what is allowed", async () => {
    const { place, provider } = await open();
    const before = await blockNumber();
    const key = provider.privateKey;
    const stake = ["stake", "--amount", "1"];
    const wrong: [args: string[], key: string | undefined, sentence: string][] = [
      [place, key, "no command was given; allowed are provision, stake"],
      [[...place, "stake", "--amount", "0"], key, "--amount is 0, but must be a number of WEFT"],
      [[...place, ...stake, "--key", key], key, "--key is no option; allowed are --network"],
      [[...place, ...stake, "--market", provider.address], key, "this chain has none there"],
      [[...place, ...stake], undefined, "WEFT_KEY is not set, but must be in the environment"],
      [[...place, ...stake], "0x12", "WEFT_KEY is no private key, but must be"],
      [[...stake, "--network", "wss://node/k3y"], key, "--network is another URL, but must be"],
      [[...stake, "--network", "mars"], key, "--network is mars, but must be an http URL or one"],
      [
        [...stake, "--network", node.url, "--deployment", "/none.json"],
        key,
        "chain 31337 has no addresses in /none.json",
      ],
    ];
    for (const [args, secret, sentence] of wrong) {
      const ended = await runStake(args, secret);
      expect(ended, sentence).to.include({ code: 2, stdout: "" });
      expect(ended.stderr).to.contain(sentence);
      expect(ended.stderr.trimEnd().split("\n")).to.have.length(1);
      expect(ended.stderr).to.not.contain(key.slice(2));
    }
    expect(await blockNumber()).to.equal(before);
  });

  it("says on trial what it would send first, or why it would be refused, and sends nothing", async () => {
    const { byProvider, byDelegator, provider, token, addresses } = await open();
    const stakeVault = addresses["StakeVault#StakeVault"];
    const behind = ["--provider", provider.address];
    const before = await blockNumber();
    const staked = documentOf(await byProvider("stake", "--amount", "60", "--dry-run", "--json"));
    expect(staked).to.include({ command: "stake", account: provider.address, isDryRun: true });
    expect(staked).to.include({ function: "provisionWithPermit", to: stakeVault });
    expect(Number(staked["gas"])).to.be.within(60_000, 300_000);
    const early = await byProvider("thaw", "--amount", "5", "--dry-run");
    expect(early).to.include({ code: 1, stdout: "" });
    expect(early.stderr).to.match(/has 0 WEFT active .*; 5 WEFT were asked for/);
    const shown = await byProvider("show", "--dry-run");
    expect(shown).to.include({ code: 2, stdout: "" });
    expect(shown.stderr).to.contain("show takes no --dry-run");
    expect(await blockNumber()).to.equal(before);

    documentOf(await byProvider("stake", "--amount", "60", "--json"));
    documentOf(await byProvider("open-pool", "--commission", "0", "--token", token, "--json"));
    const staking = await blockNumber();
    const approval = await byDelegator("delegate", "--amount", "5", ...behind, "--dry-run");
    expect(approval.code, approval.stderr).to.equal(0);
    expect(approval.stdout)
      .to.match(/would send/)
      .and.to.match(/function +approve/);
    expect(await blockNumber()).to.equal(staking);
  });

  it("refuses addresses of another chain, and says when nobody answers", async () => {
    const { provider, addresses } = await open();
    const args = ["stake", "--amount", "1", "--network"];
    const { file, remove } = writeAddresses({
      ...addresses,
      "StakeVault#StakeVault": Wallet.createRandom().address,
    });
    leftovers.push(remove);
    const strange = await runStake([...args, node.url, "--deployment", file], provider.privateKey);
    expect(strange).to.include({ code: 2, stdout: "" });
    expect(strange.stderr).to.contain("the stake vault is 0x");
    const silent = await runStake([...args, "http://127.0.0.1:1/secret"], provider.privateKey);
    expect(silent).to.include({ code: 1, stdout: "" });
    expect(silent.stderr).to.equal("no node of a chain answers at 127.0.0.1:1\n");
  });

  it("explains itself", async () => {
    const ended = await runStake(["--help"]);
    expect(ended).to.include({ code: 0, stderr: "" });
    for (const word of ["provision", "undelegate", "--deployment", "WEFT_KEY", "Exit codes"]) {
      expect(ended.stdout).to.contain(word);
    }
  });
});
