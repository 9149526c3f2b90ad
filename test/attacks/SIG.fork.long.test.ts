import { expect } from "chai";
import { HDNodeWallet, JsonRpcProvider, TypedDataEncoder, ZeroAddress, ZeroHash } from "ethers";

import { ACCEPTANCE_TYPES } from "../../scripts/gas/oneshot";
import {
  OneShotMarket__factory,
  StakeVault__factory,
  TestToken__factory,
  Vault__factory,
  WeftToken__factory,
} from "../../typechain-types";
import { startAnvil, type Anvil } from "../../scripts/lib/anvil";

const AMOUNT = 1_000n;
const FORK_ID = 424_242;
/** The phrase behind the client's rich accounts. */
const PHRASE = "test test test test test test test test test test test junk";

describe("attacks on what was signed before a fork", () => {
  let anvil: Anvil;

  beforeEach(async () => {
    anvil = await startAnvil();
  });

  afterEach(async () => {
    await anvil.stop();
  });

  it("SIG2: an acceptance of before is worth nothing on the branch with another chain id", async () => {
    const { provider, url } = anvil;
    const [deployer, client, worker] = await Promise.all(
      [0, 1, 2].map((index) => provider.getSigner(index)),
    );
    if (deployer === undefined || client === undefined || worker === undefined) {
      throw new Error("the client has no accounts");
    }
    const weft = await new WeftToken__factory(deployer).deploy(deployer);
    await weft.waitForDeployment();
    const vault = await new Vault__factory(deployer).deploy();
    await vault.waitForDeployment();
    const stakeVault = await new StakeVault__factory(deployer).deploy(weft, vault, 28 * 86_400);
    await stakeVault.waitForDeployment();
    const funds = [vault, stakeVault, deployer, deployer, 0] as const;
    const market = await new OneShotMarket__factory(deployer).deploy(...funds);
    await market.waitForDeployment();
    const token = await new TestToken__factory(deployer).deploy();
    await token.waitForDeployment();
    await (await token.mint(deployer, 10n * AMOUNT)).wait();
    await (await token.approve(vault, 10n * AMOUNT)).wait();
    await (await vault.deposit(token, 10n * AMOUNT, client)).wait();
    await (await vault.connect(client).setOperator(market, true)).wait();

    const { chainId } = await provider.getNetwork();
    const expiry = 2n ** 40n - 1n;
    const verifyingContract = await market.getAddress();
    const domainAt = (id: bigint) => ({
      ...{ name: "Weft OneShotMarket", version: "1", chainId: id, verifyingContract },
    });
    const claimAt = async (id: bigint, nonce: bigint) => {
      const acceptance = {
        ...{ client: client.address, payer: ZeroAddress, beneficiary: ZeroAddress },
        ...{ provider: worker.address, token: await token.getAddress() },
        ...{ amount: AMOUNT, expiry, nonce, spec: ZeroHash, result: ZeroHash },
      };
      const { payer, beneficiary, spec, result } = acceptance;
      const digest = TypedDataEncoder.hash(domainAt(id), ACCEPTANCE_TYPES, acceptance);
      const payload: unknown = TypedDataEncoder.getPayload(
        domainAt(id),
        ACCEPTANCE_TYPES,
        acceptance,
      );
      const signature: unknown = await new JsonRpcProvider(url).send("eth_signTypedData_v4", [
        client.address,
        JSON.stringify(payload),
      ]);
      if (typeof signature !== "string") throw new Error("the client signs no typed data");
      const due = AMOUNT | (expiry << 128n) | (nonce << 168n);
      const fields = { payer, beneficiary, due, spec, result, payerSignature: "0x" };
      return { digest, claim: { client: client.address, ...fields, clientSignature: signature } };
    };
    const [spent, held] = [await claimAt(chainId, 0n), await claimAt(chainId, 1n)];
    await (await market.claim(worker, token, spent.claim)).wait();

    // The branch: the same contracts, the same balances, another chain id.
    await provider.send("anvil_setChainId", [FORK_ID]);
    const branch = new JsonRpcProvider(url, FORK_ID, { staticNetwork: true, cacheTimeout: -1 });
    // The client's own keys are bound to the chain it began as: this one signs by itself.
    const pusher = HDNodeWallet.fromPhrase(PHRASE, undefined, `m/44'/60'/0'/0/3`).connect(branch);
    const there = market.connect(pusher);
    const id = await token.getAddress();
    const before = await vault.connect(branch).balanceOf(client.address, id);
    const anew = await claimAt(BigInt(FORK_ID), 1n);
    expect(anew.digest).to.not.equal(held.digest);
    await expect(there.claim.staticCall(worker.address, id, held.claim))
      .to.be.revertedWithCustomError(market, "MarketInvalidSignature")
      .withArgs(anew.digest, client.address);
    await (await there.claim(worker.address, id, anew.claim)).wait();
    const vaultThere = vault.connect(branch);
    expect(await vaultThere.balanceOf(client.address, id)).to.equal(before - AMOUNT);
    expect(await vaultThere.balanceOf(worker.address, id)).to.equal(2n * AMOUNT);
    branch.destroy();
  });
});
