import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { DeploymentResultType } from "@nomicfoundation/ignition-core";
import { takeSnapshot, type SnapshotRestorer } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ethers, network } from "hardhat";

import { deployedIn, readJournal } from "../../scripts/lib/journal";
import { ResumeError, resume } from "../../scripts/lib/resume";
import { unconfirmedIn } from "../../scripts/lib/unconfirmed";
import { CONTRACTS, deployAndDie, deployToEnd, type Death, type Sight } from "./support/killed";
import type { Kill } from "./support/run";

const KILLS: readonly Kill[] = ["before", "unanswered", "answered"];
const SIGHTS: readonly [Sight, string][] = [
  ["all", "each mined and written down at once"],
  ["none", "all on their way"],
  ["not its first", "the first on its way and later ones written down"],
];

describe("resume", () => {
  let folder: string;
  let chain: SnapshotRestorer;
  let start: number;

  const sentSince = async (block: "latest" | "pending") => {
    const [deployer] = await ethers.getSigners();
    return (await ethers.provider.getTransactionCount(deployer?.address ?? "", block)) - start;
  };
  const goOn = () => resume({ folder, chain: ethers.provider });

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "weft-resume-"));
    chain = await takeSnapshot();
    start = 0;
    start = await sentSince("latest");
  });

  afterEach(async () => {
    await network.provider.send("evm_setIntervalMining", [0]);
    await network.provider.send("evm_setAutomine", [true]);
    await chain.restore();
    rmSync(folder, { recursive: true });
  });

  async function endAndCompare(): Promise<void> {
    await goOn();
    const { type } = await deployToEnd(folder);
    expect(type).to.equal(DeploymentResultType.SUCCESSFUL_DEPLOYMENT);
    const entries = readJournal(folder);
    expect(unconfirmedIn(entries)).to.deep.equal([]);
    const addresses = new Set(deployedIn(entries).values());
    expect(addresses.size).to.equal(CONTRACTS);
    for (const address of addresses) {
      expect(await ethers.provider.getCode(address)).not.to.equal("0x");
    }
    expect(await sentSince("latest"), "transactions").to.equal(CONTRACTS);
  }

  for (const [sight, what] of SIGHTS) {
    context(`given transactions ${what}`, () => {
      for (const when of KILLS) {
        for (let spared = 0; spared < 4; spared++) {
          const spares = spared === 0 ? "at each" : `after each ${spared} more`;
          it(`ends a deployment that is killed ${when} ${spares}, with nothing deployed twice`, async () => {
            const death: Death = { when, spared, sight };
            let runs = 0;
            while (await deployAndDie(folder, death)) {
              runs += 1;
              if (runs > 2 * CONTRACTS) break;
              // "before" the first never gets further.
              if (when === "before" && spared === 0) break;
              await goOn();
            }
            expect(runs).to.be.greaterThan(0);
            await endAndCompare();
          });
        }
      }
    });
  }

  context("given a chain that mines later", () => {
    const manual = () => network.provider.send("evm_setAutomine", [false]);
    const deployFirst = async () => {
      expect(await deployAndDie(folder, { when: "before", spared: 1 })).to.equal(true);
      await goOn();
      await manual();
    };
    const assertWaits = async (nonce: number) => {
      const [deployer] = await ethers.getSigners();
      const sentence = `transaction ${start + nonce} of ${deployer?.address ?? ""} waits to be mined, but must be in a block`;
      await expect(goOn()).to.be.rejectedWith(ResumeError, sentence);
    };
    const mineOn = () => network.provider.send("evm_setIntervalMining", [20]);

    it("refuses to go on while the only one waits whose answer was lost, and ends afterwards", async () => {
      await manual();
      await deployAndDie(folder, { when: "unanswered", spared: 0 });
      await assertWaits(0);
      await network.provider.send("evm_mine", []);
      await mineOn();
      await endAndCompare();
    });

    it("refuses so with one mined and one waiting before it, and keeps what it found out of the first", async () => {
      await deployFirst();
      await deployAndDie(folder, { when: "unanswered", spared: 2, sight: "none", mined: 1 });
      expect([await sentSince("latest"), await sentSince("pending")]).to.deep.equal([2, 4]);
      await assertWaits(3);
      expect(unconfirmedIn(readJournal(folder)).map(({ nonce }) => nonce - start)).to.deep.equal([
        2, 3,
      ]);
      await network.provider.send("evm_mine", []);
      await mineOn();
      await endAndCompare();
    });

    for (const when of ["before", "answered"] as const) {
      it(`goes on with one mined, and others waiting whose hashes are known, killed ${when} the last`, async () => {
        await deployFirst();
        await deployAndDie(folder, { when, spared: 2, sight: "none", mined: 1 });
        await goOn();
        await mineOn();
        await endAndCompare();
      });
    }

    it("goes on where the node forgot all that waited", async () => {
      await deployFirst();
      await deployAndDie(folder, { when: "answered", spared: 2, sight: "none" });
      for (const { hashes } of unconfirmedIn(readJournal(folder))) {
        for (const hash of hashes) await network.provider.send("hardhat_dropTransaction", [hash]);
      }
      expect(await sentSince("pending")).to.equal(1);
      await mineOn();
      await endAndCompare();
    });

    it("sends again, under the next nonce, what somebody replaced who has the key", async () => {
      await deployFirst();
      await deployAndDie(folder, { when: "before", spared: 0 });
      const [deployer] = await ethers.getSigners();
      await network.provider.send("evm_setAutomine", [true]);
      await deployer?.sendTransaction({ to: deployer });
      start += 1;
      await endAndCompare();
    });
  });
});
