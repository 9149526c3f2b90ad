import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import {
  allowListEvidence,
  allowListRoot,
  compositionEvidence,
  compositionGas,
  credentialEvidence,
  credentialTerms,
  hashChildren,
  hashCredentialTerms,
  type Child,
} from "@weft/sdk";
import { expect } from "chai";
import { ethers, network } from "hardhat";

import { assertConservation } from "../support/conservation";
import { deployIdentity, HARDWARE, issue, type IdentityWorld } from "../support/identity";
import { match } from "../support/market-actions";
import { draftOf, signMatch, type Draft } from "../support/market-orders";

/** An offer for listed clients alone, and a request for `(audited hardware and listed) or a burner of gas`. */
async function draftWith(world: IdentityWorld): Promise<Draft & { index: bigint }> {
  const { issuer, subject, client, allowListCondition, credentialCondition, allOf, anyOf } = world;
  const held = await issue(world);
  const claim = { name: "model", type: "string", value: "H100 SXM" } as const;
  const terms = credentialTerms({
    ...{ issuers: [issuer.address], schema: HARDWARE, demands: [{ claim }] },
  });
  const [clients, providers] = [
    [client.address, world.otherClient.address],
    [subject, world.otherProvider.address],
  ];
  const listed = await allowListCondition.getAddress();
  const burner = await ethers.deployContract("ConditionMock");
  await burner.setMode(2);
  const both: Child[] = [
    {
      condition: await credentialCondition.getAddress(),
      data: hashCredentialTerms(terms),
      gasCap: 32_000,
    },
    { condition: listed, data: allowListRoot(providers), gasCap: 6_000 },
  ];
  const gasCap = compositionGas(both);
  const either: Child[] = [
    { condition: await burner.getAddress(), data: ethers.ZeroHash, gasCap: 5_000 },
    { condition: await allOf.getAddress(), data: hashChildren(both, gasCap), gasCap },
  ];
  const inner = compositionEvidence(both, [
    credentialEvidence(terms, [{ held }]),
    allowListEvidence(providers, subject),
  ]);
  const draft = await draftOf(world, {
    offer: { condition: listed, conditionData: allowListRoot(clients) },
    request: { condition: await anyOf.getAddress(), conditionData: hashChildren(either) },
    tampered: {
      offerEvidence: allowListEvidence(clients, client.address),
      requestEvidence: compositionEvidence(either, ["0x", inner]),
    },
  });
  return { ...draft, index: held.credential.index };
}

describe("JobMarket: conditions of both orders", () => {
  let world: IdentityWorld;
  let draft: Draft & { index: bigint };

  beforeEach(async () => {
    world = await loadFixture(deployIdentity);
    draft = await draftWith(world);
  });

  afterEach(() => assertConservation(world));

  it("are met by who is listed and audited, beside a condition that burns its gas", async () => {
    await match(world, draft);
  });

  it("are not met by another provider with the evidence of this one", async () => {
    const { jobMarket, stranger, otherProvider } = world;
    const other = { ...draft, offer: { ...draft.offer, provider: otherProvider.address } };
    await expect(jobMarket.connect(stranger).matchOrders(await signMatch(world, other)))
      .to.be.revertedWithCustomError(jobMarket, "MarketConditionNotMet")
      .withArgs(draft.request.condition, otherProvider.address);
  });

  it("are not met after a revocation in the same block", async () => {
    const { credentials, jobMarket, issuer, stranger } = world;
    const signed = await signMatch(world, draft);
    await network.provider.send("evm_setAutomine", [false]);
    const revocation = await credentials
      .connect(issuer)
      .revoke(issuer, [draft.index], 2, { gasPrice: 3n * 10n ** 10n, gasLimit: 100_000n });
    const late = await jobMarket
      .connect(stranger)
      .matchOrders(signed, { gasPrice: 2n * 10n ** 10n, gasLimit: 2_000_000n });
    await network.provider.send("evm_mine");
    await network.provider.send("evm_setAutomine", [true]);
    const { provider } = ethers;
    expect((await provider.getTransactionReceipt(revocation.hash))?.status).to.equal(1);
    expect((await provider.getTransactionReceipt(late.hash))?.status).to.equal(0);
    await expect(jobMarket.connect(stranger).matchOrders(signed))
      .to.be.revertedWithCustomError(jobMarket, "MarketConditionNotMet")
      .withArgs(draft.request.condition, world.subject);
  });
});
