import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { loadFixture, setBalance, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { Wallet, ZeroAddress, encryptKeystoreJson, parseEther } from "ethers";
import { ethers } from "hardhat";

import { governance } from "../../packages/sdk/src";
import { documentOf, startNode, type LocalNode } from "../stake-script/support";
import { runScript, type Ended } from "../support/script";
import { QUORUM, THRESHOLD, deployGovernance } from "./support/world";

const PASSWORD = "a long password";

/** Runs the script with a key in the environment, or with what opens a keystore. */
const runGov = (args: readonly string[], env: Record<string, string>): Promise<Ended> =>
  runScript("gov", args, { env });

async function deployForScript() {
  const world = await deployGovernance();
  const [proposer, whale] = [Wallet.createRandom(), Wallet.createRandom()];
  for (const [account, amount] of [
    [proposer, THRESHOLD],
    [whale, QUORUM],
  ] as const) {
    await setBalance(account.address, parseEther("10"));
    await world.weft.transfer(account.address, amount);
  }
  return { world, keys: { proposer, whale } };
}

describe("scripts/gov.ts", function () {
  this.timeout(300_000);
  let node: LocalNode;
  let directory: string;

  before(async () => {
    node = await startNode();
    directory = mkdtempSync(join(tmpdir(), "weft-gov-"));
  });

  after(async () => {
    rmSync(directory, { recursive: true, force: true });
    await node.stop();
  });

  function write(name: string, content: unknown): string {
    const file = join(directory, name);
    writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
    return file;
  }

  async function open() {
    const { world, keys } = await loadFixture(deployForScript);
    const deployment = write("addresses.json", {
      "StakeVault#StakeVault": await world.stakes.getAddress(),
      "JobMarket#JobMarket": await world.jobMarket.getAddress(),
      "Governance#WeftGovernor": await world.governor.getAddress(),
      "WeftToken#WeftToken": await world.weft.getAddress(),
    });
    const place = ["--network", node.url, "--deployment", deployment];
    const as = (key: { privateKey: string }) => (args: string[]) =>
      runGov([...args, ...place], { WEFT_KEY: key.privateKey });
    const run = async (key: { privateKey: string }, ...args: string[]) =>
      documentOf(await as(key)([...args, "--json"]));
    return { world, keys, place, as, run };
  }

  const FEE = {
    description: "A fee of 1%",
    calls: [{ to: "@JobMarket#JobMarket", function: "setFee(uint16)", args: [100] }],
  };

  it("takes a fee from its proposal to its execution, by a vote and a ballot", async () => {
    const { world, keys, as, run } = await open();
    const { governor, jobMarket, provider } = world;
    const { proposer, whale } = keys;
    await run(proposer, "delegate", "--to", "self");
    await run(whale, "delegate", "--to", whale.address);
    expect(await world.weft.delegates(whale.address)).to.equal(whale.address);
    const file = write("fee.json", FEE);
    const made = await run(proposer, "propose", "--file", file);
    const id = String(made["proposalId"]);
    expect(made["description"]).to.equal(`A fee of 1%#proposer=${proposer.address}`);
    expect(await governor.proposalProposer(id)).to.equal(proposer.address);
    await time.increaseTo((await governor.proposalSnapshot(id)) + 1n);
    const side = ["--proposal", id, "--support", "for"];
    const voted = await run(proposer, "vote", ...side, "--reason", "cheaper");
    expect(voted["weight"]).to.equal(THRESHOLD.toString());
    const signed = await run(whale, "sign", ...side);
    expect(signed["voter"]).to.equal(whale.address);
    const ballots = write("ballots.json", [signed, { ...signed, voter: provider.address }]);
    const dry = await run(whale, "vote", ...side, "--dry-run");
    expect(dry["dryRun"]).to.have.property("gas");
    expect(await governor.hasVoted(id, whale.address)).to.equal(false);
    const relayed = await as(proposer)(["relay", "--ballots", ballots]);
    expect(relayed.code).to.equal(1);
    expect(relayed.stdout).to.contain(`is not signed by ${provider.address}`);
    expect(await governor.hasVoted(id, whale.address)).to.equal(true);
    await time.increaseTo((await governor.proposalDeadline(id)) + 1n);
    await run(proposer, "queue", "--proposal", id);
    await time.increaseTo(await governor.proposalEta(id));
    const before = await run(proposer, "show", "--proposal", id);
    expect(before).to.deep.include({ state: "Queued", proposer: proposer.address });
    await run(proposer, "execute", "--proposal", id);
    expect(await jobMarket.feeBps()).to.equal(100n);
  });

  it("simulates before it proposes, and proposes nothing that would revert", async () => {
    const { world, keys, as } = await open();
    const calls = [{ to: "@JobMarket#JobMarket", function: "setFee(uint16)", args: [501] }];
    const file = write("dear.json", { description: "A fee of 5.01%", calls });
    for (const command of ["simulate", "propose"]) {
      const { code, stdout } = await as(keys.proposer)([command, "--file", file]);
      expect(code).to.equal(1);
      expect(stdout).to.contain("250 -> 501");
      expect(stdout).to.contain("reverts: the fee of 5.01% is above the cap of 5%");
    }
    expect(await world.governor.latestProposalOf(keys.proposer.address)).to.equal(0n);
  });

  it("reads the key from an encrypted keystore, and never says it", async () => {
    const { world, keys, place } = await open();
    const { proposer } = keys;
    const cheap = { scrypt: { N: 1_024 } };
    const encrypted = await encryptKeystoreJson(
      { address: proposer.address, privateKey: proposer.privateKey },
      PASSWORD,
      cheap,
    );
    const keystore = write("key.json", encrypted);
    const args = ["delegate", "--to", "self", "--keystore", keystore, ...place];
    const wrong = await runGov(args, { WEFT_KEY: "", WEFT_PASSWORD: "another" });
    expect(wrong.code).to.equal(2);
    expect(wrong.stderr).to.contain("must be an encrypted key of that password");
    const right = await runGov(args, { WEFT_KEY: "", WEFT_PASSWORD: PASSWORD });
    expect(right.code, right.stderr).to.equal(0);
    expect(right.stdout + right.stderr).not.to.contain(proposer.privateKey.slice(2));
    expect(await world.weft.delegates(proposer.address)).to.equal(proposer.address);
  });

  /** Proposals that nobody should take for what they are not. */
  function badFiles(): [string[], string][] {
    const to = "@JobMarket#JobMarket";
    const bad: [call: Record<string, unknown>, sentence: string][] = [
      [{ to, fn: "setFee(uint16)", args: [1] }, 'has "fn", but may have only to, function'],
      [{ to }, 'has no "function", but must have it, or a "value" alone'],
      [{ to, value: "1", args: [1] }, 'has no "function", but must have it, or a "value" alone'],
      [{ to, function: "setFee(uint16)", args: [70_000] }, "call is setFee(uint16), but must be"],
    ];
    return bad.map(([call, sentence], index) => {
      const file = write(`bad-${index}.json`, { description: "x", calls: [call] });
      return [["simulate", "--file", file], sentence];
    });
  }

  it("checks its arguments before it connects, and the chain before it acts", async () => {
    const { keys, world } = await open();
    const nowhere = ["--network", "http://127.0.0.1:1"];
    const wrong = await runGov(["show", "--proposal", "x", ...nowhere], {});
    expect(wrong).to.deep.include({ code: 2 });
    expect(wrong.stderr).to.contain("--proposal is x");
    const env = { WEFT_KEY: keys.proposer.privateKey, WEFT_RPC_URL: node.url };
    const other = await runGov(["delegate", "--to", "self", "--network", "sepolia"], env);
    expect(other.code).to.equal(1);
    expect(other.stderr).to.contain("chain 11155111, but the node answers for chain 31337");
    expect(await world.weft.delegates(keys.proposer.address)).to.equal(ZeroAddress);
  });

  it("shows what nobody here knows: raw data, ether, and where it goes", async () => {
    const { world, keys, as, run } = await open();
    const { proposer } = keys;
    await run(proposer, "delegate", "--to", "self");
    const signer = new Wallet(proposer.privateKey, ethers.provider);
    const market = await world.jobMarket.getAddress();
    const proposal = governance.buildProposal({
      ...{ proposer: proposer.address, description: "What is this?" },
      calls: [
        { to: proposer.address, data: "0x12345678", value: parseEther("2") },
        governance.encodeCall({ to: market, signature: "setFee(uint16)", args: [1] }),
      ],
    });
    const governor = await world.governor.getAddress();
    await governance.propose({ signer, governor, proposal });
    const { code, stdout } = await as(proposer)(["show", "--proposal", proposal.id.toString()]);
    expect(code).to.equal(0);
    for (const part of [
      `${proposer.address}, no contract of this deployment`,
      "0x12345678",
      "2.0 ether",
      `${market}, JobMarket#JobMarket`,
      "setFee(feeBps_ = 1)",
    ]) {
      expect(stdout).to.contain(part);
    }
  });

  it("says what is wrong with its arguments", async () => {
    const { keys, as } = await open();
    const broken = write("broken.json", "{");
    const strange = write("strange.json", {
      description: "x",
      calls: [{ to: "@Nowhere", function: "f()" }],
    });
    const wrong: [string[], string][] = [
      [[], "one command must be given"],
      [["vote", "--file", broken], "vote takes no --file"],
      [["vote", "--proposal", "x", "--support", "for"], "--proposal is x, but must be an id"],
      [["vote", "--proposal", "1", "--support", "yes"], "--support is yes, but must be for"],
      [["vote", "--proposal", "1"], "--support is missing"],
      [["propose", "--file", broken], "must be a file of JSON"],
      [["propose", "--file", strange], "is @Nowhere, but must name one of"],
      [["delegate", "--to", "a", "--to", "b"], "--to is given twice"],
      [["delegate", "--twice"], "Unknown option '--twice'"],
      [["delegate", "--to", "me"], "--to is me, but must be an address"],
      ...badFiles(),
    ];
    for (const [args, sentence] of wrong) {
      const { code, stderr } = await as(keys.proposer)(args);
      expect(stderr, args.join(" ")).to.contain(sentence);
      expect(code, args.join(" ")).to.equal(2);
    }
    const block = await ethers.provider.getBlockNumber();
    const missing = await as(keys.proposer)(["show", "--proposal", "1"]);
    expect(missing.code).to.equal(1);
    expect(missing.stderr).to.contain("has no proposal 1");
    expect(await ethers.provider.getBlockNumber()).to.equal(block);
  });
});
