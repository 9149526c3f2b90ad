import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ethers } from "hardhat";

import { addressesOf } from "../../scripts/lib/deploy";
import { checkRoles } from "../../scripts/lib/roles";
import { deployWorld } from "../support/deploy";

const { ZeroAddress, ZeroHash } = ethers;
/** EIP-1967: where a proxy would keep implementation, admin and beacon. */
const PROXY_SLOTS = ["implementation", "admin", "beacon"].map((name) =>
  ethers.toBeHex(BigInt(ethers.id(`eip1967.proxy.${name}`)) - 1n, 32),
);

describe("attacks on the deployment", () => {
  it("GOV7b: of the whole deployment, the timelock obeys the governor and nobody else, least of all its deployer", async () => {
    const deployed = await loadFixture(deployWorld);
    const addresses = await addressesOf(deployed);
    const deployment = {
      addresses,
      governor: "weftGovernor",
      deployer: deployed.deployer.address,
    };
    const { held } = await checkRoles(ethers.provider, deployment);
    const ofTimelock = held.filter(({ contract }) => contract === "timelock");
    expect(ofTimelock.map(({ role, holder }) => [role, holder])).to.deep.equal([
      ["administrator", addresses.weftTimelock],
      ["proposer", addresses.weftGovernor],
      ["canceller", addresses.weftGovernor],
      ["executor", ZeroAddress],
    ]);
    expect(held.filter(({ holder }) => holder === deployed.deployer.address)).to.deep.equal([]);
  });

  it("GOV16: nothing can be initialised, nor made to run other code: there is no proxy in the protocol", async () => {
    const deployed = await loadFixture(deployWorld);
    const { stranger } = deployed;
    const addresses = Object.entries(await addressesOf(deployed));
    const calls = ["initialize()", "initialize(address)", "upgradeToAndCall(address,bytes)"];
    for (const [name, address] of addresses) {
      for (const slot of PROXY_SLOTS) {
        expect(await ethers.provider.getStorage(address, slot), name).to.equal(ZeroHash);
      }
      for (const call of calls) {
        const data = `${ethers.id(call).slice(0, 10)}${"0".repeat(128)}`;
        await expect(stranger.call({ to: address, data }), `${name} ${call}`).to.be.rejected;
      }
    }
    // The code behind splits is no split itself, and a clone's payees are in its code.
    const payees = [stranger.address, deployed.owner.address];
    const at = await deployed.splits.addressOf(payees, [400_000, 600_000]);
    await deployed.splits.create(payees, [400_000, 600_000]);
    await stranger.sendTransaction({ to: at, value: 1_000n });
    const split = await ethers.getContractAt("Split", at);
    await expect(split.distribute(ZeroAddress)).to.changeEtherBalance(deployed.owner, 600n);
  });
});
