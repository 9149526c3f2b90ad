import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";

import { startAnvil, type Anvil } from "./support/anvil";
import { startDeploy, startKiller, type Ended, type Kill, type Killer } from "./support/run";

const MORE_RUNS = 60;
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
    await killer.stop();
    await anvil.stop();
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
});
