import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { parseDeployment, type Deployment } from "@weft/sdk";
import { expect } from "chai";
import { ethers } from "hardhat";

import { placeCreateX } from "../../scripts/lib/createx";
import { startNode, type LocalNode } from "../stake-script/support";
import { startAnvil, type Anvil } from "../../scripts/lib/anvil";
import { startDeploy } from "./support/run";

const SALT = "weft-test";

describe("scripts/deploy.ts, with a salt", function () {
  this.timeout(900_000);
  let anvil: Anvil;
  let node: LocalNode;
  let work: string;

  before(async () => {
    // A chain of another id, which Ignition does not take for its own and so puts no CreateX on.
    anvil = await startAnvil("--chain-id", "1337");
    await placeCreateX(anvil.provider);
    node = await startNode();
    work = mkdtempSync(join(tmpdir(), "weft-create2-"));
  });

  after(async () => {
    await node.stop();
    await anvil.stop();
    rmSync(work, { recursive: true, force: true });
  });

  async function deploy(url: string, name: string, salt: string): Promise<Deployment> {
    const env = { WEFT_SALT: salt };
    const { code, stdout, stderr } = await startDeploy(url, join(work, name), { env }).ended;
    expect(code, stderr).to.equal(0);
    return parseDeployment({ document: JSON.parse(stdout) });
  }

  it("gives the same addresses on two chains, whatever the deployer did before, and others with another salt", async () => {
    const [deployer] = await ethers.getSigners();
    if (deployer === undefined) throw new Error("no accounts");
    for (let sent = 0; sent < 3; sent++) await deployer.sendTransaction({ to: deployer });
    const [here, there] = [await ethers.provider.getNetwork(), await anvil.provider.getNetwork()];
    expect([here.chainId, there.chainId]).to.deep.equal([31_337n, 1_337n]);
    const onHardhat = await deploy(node.url, "hardhat", SALT);
    expect(await anvil.provider.getBlockNumber()).to.equal(0);
    const onAnvil = await deploy(anvil.url, "anvil", SALT);
    expect(onAnvil).to.deep.equal(onHardhat);
    for (const address of Object.values(onAnvil)) {
      expect(await anvil.provider.getCode(address)).not.to.equal("0x");
      expect(await ethers.provider.getCode(address)).not.to.equal("0x");
    }
    const other = await deploy(anvil.url, "other", `${SALT}-2`);
    const shared = Object.values(other).filter((each) => Object.values(onAnvil).includes(each));
    expect(shared).to.deep.equal([]);
  });
});
