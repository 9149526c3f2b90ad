import { expect } from "chai";
import { encodeRlp, keccak256 } from "ethers";
import { ethers } from "hardhat";

import { startAnvil, type Anvil } from "../../scripts/lib/anvil";
import {
  ReportingMarketMock__factory,
  Reputation__factory,
  type Reputation,
  type ReputationProofHarness,
} from "../../typechain-types";
import { Status } from "../support/market-actions";
import { fieldOf, listOf, textOf } from "./support.answers";
import { H100, H100_BIT, WAD } from "./support";

interface Proof {
  accountNodes: string[];
  storageNodes: string[];
}

describe("ReputationProof", () => {
  let chain: Anvil;
  let reputation: Reputation;
  let address: string;
  let harness: ReputationProofHarness;
  let stateRoot: string;
  let block: string;
  const provider = ethers.Wallet.createRandom().address;
  const newcomer = ethers.Wallet.createRandom().address;

  before(async () => {
    chain = await startAnvil();
    chain.provider.pollingInterval = 20;
    const signer = await chain.provider.getSigner(0);
    const verifier = ethers.Wallet.createRandom().address;
    reputation = await new Reputation__factory(signer).deploy(signer);
    await reputation.waitForDeployment();
    address = await reputation.getAddress();
    const market = await new ReportingMarketMock__factory(signer).deploy(reputation);
    await market.waitForDeployment();
    await (await reputation.setRate(market, verifier, verifier, WAD)).wait();
    // Others too, so that the trie has branches.
    const others = Array.from({ length: 12 }, () => ethers.Wallet.createRandom().address);
    for (const who of [...others, provider]) {
      for (const [needs, end] of [
        [0n, Status.Accepted],
        [0n, Status.ReleasedLate],
        [H100, Status.Accepted],
      ] as const) {
        const entry = [who, verifier, verifier, needs, end, 3n * WAD] as const;
        await (await market.record(...entry, { gasLimit: 500_000n })).wait();
      }
    }
    harness = await ethers.deployContract("ReputationProofHarness");
    const latest = await ask("eth_getBlockByNumber", ["latest", false]);
    stateRoot = textOf(fieldOf(latest, "stateRoot"));
    block = textOf(fieldOf(latest, "number"));
  });

  after(() => chain.stop());

  function ask(method: string, params: unknown[]): Promise<unknown> {
    return chain.provider.send(method, params);
  }

  async function proofOf(slot: string, account = address): Promise<Proof> {
    const answer = await ask("eth_getProof", [account, [slot], block]);
    const [storage] = listOf(fieldOf(answer, "storageProof"));
    return {
      accountNodes: listOf(fieldOf(answer, "accountProof")).map(textOf),
      storageNodes: listOf(fieldOf(storage, "proof")).map(textOf),
    };
  }

  /** A path that ends at nothing is found out while its nodes are walked, or while the nothing is read. */
  const refused = (call: Promise<unknown>) =>
    expect(call).to.be.rejectedWith(/'(TrieProofTraversalError|RLPInvalidEncoding)\(/);

  it("shows on one chain the records that a provider has on another", async () => {
    for (const model of [0n, H100_BIT]) {
      const proof = await proofOf(await harness.recordSlot(provider, model));
      const word = await harness.recordOf(stateRoot, address, provider, model, proof);
      expect(word).to.equal(await reputation.wordOf(provider, model));
      expect(word).not.to.equal(0n);
    }
    const proof = await proofOf(await harness.modelsSlot(provider));
    expect(await harness.modelsOf(stateRoot, address, provider, proof)).to.equal(H100_BIT);
  });

  it("refuses another root", async () => {
    const proof = await proofOf(await harness.recordSlot(provider, 0n));
    await refused(harness.recordOf(ethers.id("root"), address, provider, 0n, proof));
  });

  it("refuses another account", async () => {
    const slot = await harness.recordSlot(provider, 0n);
    const proof = await proofOf(slot);
    await refused(harness.recordOf(stateRoot, provider, provider, 0n, proof));
    // One that exists, but is another: it has no storage.
    const other = textOf(listOf(await ask("eth_accounts", []))[0]);
    await refused(harness.recordOf(stateRoot, other, provider, 0n, await proofOf(slot, other)));
    const { accountNodes } = await proofOf(slot, other);
    await refused(harness.recordOf(stateRoot, other, provider, 0n, { ...proof, accountNodes }));
  });

  it("refuses the slot of another provider, of another class, and of another kind", async () => {
    const proof = await proofOf(await harness.recordSlot(provider, 0n));
    await refused(harness.recordOf(stateRoot, address, newcomer, 0n, proof));
    await refused(harness.recordOf(stateRoot, address, provider, H100_BIT, proof));
    await refused(harness.modelsOf(stateRoot, address, provider, proof));
  });

  it("refuses a record that does not exist", async () => {
    for (const [who, model] of [
      [newcomer, 0n],
      [provider, 1n],
    ] as const) {
      const proof = await proofOf(await harness.recordSlot(who, model));
      await refused(harness.recordOf(stateRoot, address, who, model, proof));
    }
  });

  it("refuses a proof with a node changed, left out or added", async () => {
    const proof = await proofOf(await harness.recordSlot(provider, 0n));
    const { accountNodes, storageNodes } = proof;
    const last = storageNodes.at(-1) ?? "";
    const changed = `${last.slice(0, -2)}${last.endsWith("00") ? "01" : "00"}`;
    const proofs: Proof[] = [
      { accountNodes, storageNodes: [...storageNodes.slice(0, -1), changed] },
      { accountNodes, storageNodes: storageNodes.slice(1) },
      { accountNodes, storageNodes: storageNodes.slice(0, -1) },
      { accountNodes, storageNodes: [...storageNodes, last] },
      { accountNodes, storageNodes: [] },
      { accountNodes: accountNodes.slice(0, -1), storageNodes },
      { accountNodes: [], storageNodes },
    ];
    for (const bad of proofs) {
      await refused(harness.recordOf(stateRoot, address, provider, 0n, bad));
    }
  });

  it("refuses a leaf that is no account, whatever the root says", async () => {
    // A trie of one leaf, whose path is all of the key: 0x20, an even number of nibbles.
    const leaf = encodeRlp([
      `0x20${keccak256(address).slice(2)}`,
      encodeRlp(["0x01", "0x02", "0x03"]),
    ]);
    await expect(
      harness.recordOf(keccak256(leaf), address, provider, 0n, {
        accountNodes: [leaf],
        storageNodes: [],
      }),
    )
      .to.be.revertedWithCustomError(harness, "ReputationProofNoAccount")
      .withArgs(3n);
  });
});
