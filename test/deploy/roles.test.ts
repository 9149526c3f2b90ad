import { loadFixture, mine } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import type { Filter, FilterByBlockHash, Log, Provider } from "ethers";
import hre, { ethers } from "hardhat";

import { addressesOf, deployWeft } from "../../scripts/lib/deploy";
import { checkRoles, readRoles, type Deployment } from "../../scripts/lib/roles";

/** Blocks before the deployment, and after it. */
const BEFORE = 40;
const AFTER = 60;

interface Asked {
  from: number;
  to: number;
}

/** A node that refuses to answer about more than so many blocks at once, and what it was asked. */
function refusing(limit: number | (() => number)): {
  provider: Provider;
  asked: Asked[];
  refused: Asked[];
} {
  const [asked, refused]: [Asked[], Asked[]] = [[], []];
  const getLogs = async (filter: Filter | FilterByBlockHash): Promise<Log[]> => {
    if (!("fromBlock" in filter)) throw new Error("roles are read by ranges of blocks");
    const range = { from: Number(filter.fromBlock), to: Number(filter.toBlock) };
    const most = typeof limit === "number" ? limit : limit();
    const isRefused = range.to - range.from + 1 > most;
    (isRefused ? refused : asked).push(range);
    if (isRefused) throw new Error("query exceeds max block range");
    return ethers.provider.getLogs(filter);
  };
  const provider: Provider = new Proxy<Provider>(ethers.provider, {
    get: (target, name): unknown => (name === "getLogs" ? getLogs : Reflect.get(target, name)),
  });
  return { provider, asked, refused };
}

describe("checkRoles, of a node that limits ranges", () => {
  async function deployLate() {
    const [deployer] = await ethers.getSigners();
    if (deployer === undefined) throw new Error("no accounts");
    await mine(BEFORE);
    const fromBlock = (await ethers.provider.getBlockNumber()) + 1;
    const { weft } = await deployWeft(hre);
    await mine(AFTER);
    const last = await ethers.provider.getBlockNumber();
    const deployment: Deployment = {
      addresses: await addressesOf(weft),
      governor: "weftGovernor",
      ...{ deployer: deployer.address, fromBlock },
    };
    return { deployment, last, fromBlock };
  }

  it("asks once, from the first block of the deployment, where all fits in a page", async () => {
    const { deployment, last, fromBlock } = await loadFixture(deployLate);
    const { provider, asked } = refusing(Infinity);
    const { faults } = await checkRoles(provider, deployment);
    expect(faults).to.deep.equal([]);
    expect(asked).to.deep.equal([{ from: fromBlock, to: last }]);
  });

  for (const limit of [1, 7, 64]) {
    it(`halves its pages until the node answers, which takes ${limit} blocks at once, and misses none`, async () => {
      const { deployment, last, fromBlock } = await loadFixture(deployLate);
      const whole = await readRoles(ethers.provider, deployment);
      const { provider, asked, refused } = refusing(limit);
      expect(await readRoles(provider, deployment)).to.deep.equal(whole);
      expect(whole.filter(({ contract }) => contract === "timelock")).to.have.length(4);
      let next = fromBlock;
      for (const { from, to } of asked) {
        expect(from).to.equal(next);
        next = to + 1;
      }
      expect(next).to.equal(last + 1);
      const grown = Math.floor(asked.length / 8);
      expect(refused.length).to.be.within(1, Math.ceil(Math.log2(last)) + 1 + grown);
    });
  }

  it("asks for longer pages again after eight answers, and never for longer than at first", async () => {
    const { deployment } = await loadFixture(deployLate);
    const limits = { first: 1, later: Infinity };
    const { provider, asked } = refusing(() => (asked.length < 8 ? limits.first : limits.later));
    await readRoles(provider, { ...deployment, pageBlocks: 4 });
    const lengths = asked.map(({ from, to }) => to - from + 1);
    expect(lengths.slice(0, 8)).to.deep.equal(Array<number>(8).fill(1));
    expect(lengths.slice(8, 16)).to.deep.equal(Array<number>(8).fill(2));
    expect(lengths[16]).to.equal(4);
    expect(Math.max(...lengths)).to.equal(4);
  });

  it("takes pages of the size it is given", async () => {
    const { deployment, last, fromBlock } = await loadFixture(deployLate);
    const { provider, asked, refused } = refusing(10);
    await readRoles(provider, { ...deployment, pageBlocks: 10 });
    expect(refused).to.deep.equal([]);
    expect(asked).to.have.length(Math.ceil((last - fromBlock + 1) / 10));
  });

  it("gives up on a node that answers about no block at all, in its words", async () => {
    const { deployment } = await loadFixture(deployLate);
    await expect(readRoles(refusing(0).provider, deployment)).to.be.rejectedWith(
      "query exceeds max block range",
    );
  });
});
