import { expect } from "chai";
import hre, { ethers } from "hardhat";

import CredentialsModule from "../../deploy/modules/Credentials";

describe("deploy/modules/Credentials", () => {
  it("wires bonds to stake and credentials, and the condition to both", async () => {
    const [holder] = await ethers.getSigners();
    const deployed = await hre.ignition.deploy(CredentialsModule, {
      parameters: {
        WeftToken: { holder: holder?.address ?? "" },
        StakeVault: { thawSeconds: 28 * 86_400 },
      },
    });
    const { credentials, auditorBond, credentialCondition } = deployed;
    const at = await credentials.getAddress();
    expect(await auditorBond.getFunction("credentials")()).to.equal(at);
    expect(await auditorBond.getFunction("noticeSeconds")()).to.equal(28 * 86_400);
    expect(await credentialCondition.getFunction("credentials")()).to.equal(at);
    expect(await credentialCondition.getFunction("auditorBond")()).to.equal(auditorBond);
    for (const name of ["allowListCondition", "allOf", "anyOf"] as const) {
      expect(await ethers.provider.getCode(deployed[name])).to.not.equal("0x");
    }
  });
});
