import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { DEPLOYED_CONTRACTS } from "@weft/sdk";
import { expect } from "chai";

import { lockDeployment } from "../../scripts/lib/lock";
import { startAnvil, type Anvil } from "../../scripts/lib/anvil";
import { startDeploy, startKiller, type Ended, type Kill, type Killer } from "./support/run";

const MORE_RUNS = 60;
const IN_FLIGHT = 2;
// Each kill is a run of its own, which takes seconds: `WEFT_KILLS=all` goes on to the last transaction.
const KILLS = process.env["WEFT_KILLS"] === "all" ? Infinity : 10;

describe("scripts/deploy.ts, killed", function () {
  this.timeout(1_800_000);
  let anvil: Anvil;
  let killer: Killer;
  let work: string;

  before(async () => {
    anvil = await startAnvil();
    killer = await startKiller(anvil.url);
    work = mkdtempSync(join(tmpdir(), "weft-deploy-"));
  });

  after(async () => {
    await anvil.stop();
    await killer.stop();
    rmSync(work, { recursive: true, force: true });
  });

  const folderOf = (name: string) => join(work, name);
  const published = (name: string): unknown =>
    JSON.parse(readFileSync(join(folderOf(name), "deployments/31337.json"), "utf8"));
  const named = (name: string): unknown =>
    JSON.parse(
      readFileSync(join(folderOf(name), "deployments/chain-31337/deployed_addresses.json"), "utf8"),
    );
  async function deploy(name: string): Promise<Ended> {
    const ended = await startDeploy(anvil.url, folderOf(name)).ended;
    expect(ended.code, ended.stderr).to.equal(0);
    return ended;
  }
  async function deployAndDie(name: string, when: Kill): Promise<Ended> {
    const { child, ended } = startDeploy(killer.url, folderOf(name));
    killer.aim(child, when);
    return ended;
  }

  it("ends where one that nobody kills does: after a transaction, with its answer lost, and before it", async () => {
    const snapshot: unknown = await anvil.provider.send("evm_snapshot", []);
    const first = await deploy("whole");
    const blocks = await anvil.provider.getBlockNumber();
    expect(blocks).to.be.greaterThan(25);
    await anvil.provider.send("evm_revert", [snapshot]);
    expect(await anvil.provider.getBlockNumber()).to.equal(0);

    const kills: Kill[] = ["before", "answered", "before"];
    let runs = 0;
    for (; runs < Math.min(KILLS, blocks + MORE_RUNS); runs++) {
      const ended = await deployAndDie("killed", kills[runs] ?? "unanswered");
      if (ended.signal !== "SIGKILL") {
        expect(ended.code, ended.stderr).to.equal(0);
        break;
      }
    }
    expect(runs).to.be.greaterThan(Math.min(KILLS, blocks + 1) - 1);
    if (runs === KILLS) await deploy("killed");
    expect(await anvil.provider.getBlockNumber(), "transactions").to.equal(blocks);
    expect(published("killed")).to.deep.equal(published("whole"));
    expect(named("killed")).to.deep.equal(named("whole"));

    const again = await deploy("killed");
    expect(again.stdout).to.equal(first.stdout);
    expect(await anvil.provider.getBlockNumber(), "transactions of a second run").to.equal(blocks);
  });

  it("ends so where blocks take a second, killed at the fourth transaction of each run with others on their way", async () => {
    await killer.stop();
    await anvil.stop();
    anvil = await startAnvil("--block-time", "1");
    killer = await startKiller(anvil.url);
    const kills = KILLS === Infinity ? MORE_RUNS : IN_FLIGHT;
    let dead = 0;
    for (let runs = 0; runs < MORE_RUNS && dead < kills; runs++) {
      const { child, ended } = startDeploy(killer.url, folderOf("flight"));
      killer.aim(child, dead % 2 === 0 ? "unanswered" : "before", 3);
      const { code, signal, stderr } = await ended;
      if (code === 0) break;
      if (signal === "SIGKILL") dead += 1;
      // The one whose answer was lost has to be in a block first.
      else expect(stderr).to.match(/^transaction \d+ of 0x\w+ waits to be mined, but must be/);
    }
    expect(dead).to.be.greaterThan(IN_FLIGHT - 1);
    const [deployer] = await anvil.provider.listAccounts();
    const count = (at: "latest" | "pending") =>
      anvil.provider.getTransactionCount(deployer?.address ?? "", at);
    while ((await count("latest")) < (await count("pending"))) await sleep(100);
    const { stdout } = await deploy("flight");
    const deployed: unknown = JSON.parse(stdout);
    expect(deployed).to.have.all.keys(DEPLOYED_CONTRACTS);
    const sent = await count("latest");
    // The governor makes the timelock.
    expect(sent, "transactions").to.equal(DEPLOYED_CONTRACTS.length - 1);
  });

  it("is refused while another holds the folder, who is named, and sends nothing", async () => {
    const block = await anvil.provider.getBlockNumber();
    const folder = join(folderOf("held"), "deployments/chain-31337");
    const unlock = lockDeployment(folder);
    const { code, stderr } = await startDeploy(anvil.url, folderOf("held")).ended;
    unlock();
    expect(code).to.equal(1);
    expect(stderr).to.include(`${folder} is used by process ${process.pid} of ${hostname()}`);
    const [deployer] = await anvil.provider.listAccounts();
    const count = (at: number | "latest") =>
      anvil.provider.getTransactionCount(deployer?.address ?? "", at);
    expect(await count("latest")).to.equal(await count(block));
  });
});
