import { JobStatus, lease as leases, market as markets, oneshot, signVoucher } from "@weft/sdk";
import { expect } from "chai";
import type { ContractTransactionReceipt, HDNodeWallet } from "ethers";

import { startAnvil, type Anvil } from "../../scripts/lib/anvil";
import { acceptances, agreeJobs, agreeLease, openJobs, openRig, type Rig } from "./rig";

const DEPTH = 3;
const PRICE = 2_500n;

interface Sent {
  receipt: ContractTransactionReceipt;
}

describe("a chain that drops its last three blocks", function () {
  this.timeout(300_000);
  let anvil: Anvil;
  let rig: Rig;
  let clean: unknown;
  let from: number;

  before(async () => {
    anvil = await startAnvil();
    anvil.provider.pollingInterval = 50;
    rig = await openRig(anvil.provider);
    from = (await anvil.provider.getBlockNumber()) + 1;
  });

  after(() => anvil.stop());

  beforeEach(async () => {
    clean = await anvil.provider.send("evm_snapshot", []);
    // What the chain drops are blocks of these tests, not those that they stand on.
    await mine(DEPTH);
  });

  afterEach(async () => {
    expect(await anvil.provider.send("evm_revert", [clean])).to.equal(true);
  });

  const mine = (blocks: number): Promise<unknown> =>
    anvil.provider.send("anvil_mine", [`0x${blocks.toString(16)}`]);
  const reorg = (): Promise<unknown> => anvil.provider.send("anvil_reorg", [DEPTH, []]);

  /** How many transactions of an account the chain holds. */
  const sentBy = ({ address }: HDNodeWallet): Promise<number> =>
    anvil.provider.getTransactionCount(address, "latest");

  /**
   * Lets a call that waits for three blocks on top of its own be mined, drops its block with the two before, and mines
   * on. Returns what it came to.
   */
  async function dropOnce<T extends Sent>(sender: HDNodeWallet, call: Promise<T>): Promise<T> {
    const nonce = await nonceOnce(sender);
    const dropped = await anvil.provider.getBlock("latest");
    await reorg();
    // Gone from the chain and from the node's memory: only its sender has the bytes.
    await nonceOnce(sender);
    await mine(DEPTH);
    const done = await call;
    const { hash, blockNumber, blockHash } = done.receipt;
    expect(dropped?.transactions, "the same bytes").to.deep.equal([hash]);
    const block = await anvil.provider.getBlock(blockNumber);
    expect(block?.hash, "it is in a block of the chain").to.equal(blockHash);
    expect(blockHash, "the chain dropped it").not.to.equal(dropped?.hash);
    expect(await sentBy(sender), "under one nonce").to.equal(nonce);
    return done;
  }

  let seen = new Map<string, number>();
  beforeEach(() => {
    seen = new Map();
  });

  /** Waits until the chain holds one transaction more of an account than when the test began. */
  async function nonceOnce(sender: HDNodeWallet): Promise<number> {
    const wanted = (seen.get(sender.address) ?? 0) + 1;
    const until = Date.now() + 30_000;
    while (Date.now() < until) {
      const count = await sentBy(sender);
      if (count >= wanted) return count;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error("the transaction was not sent again");
  }

  async function begin(sender: HDNodeWallet): Promise<void> {
    seen.set(sender.address, await sentBy(sender));
  }

  it("has a match all the same, by the same bytes, and one job", async () => {
    const { who, at, jobMarket } = rig;
    const [match] = await agreeJobs(rig, 1);
    if (match === undefined) throw new Error("no match");
    await begin(who.matcher);
    const call = { signer: who.matcher, market: at.jobMarket, confirmations: DEPTH + 1 };
    const { job } = await dropOnce(who.matcher, markets.match({ ...call, match }));
    const matched = await jobMarket.queryFilter(jobMarket.filters.JobMatched(), from);
    expect(matched).to.have.length(1);
    const place = { provider: anvil.provider, market: at.jobMarket, job };
    expect(await markets.statusOf(place)).to.equal(JobStatus.Open);
  });

  it("pays a claim once, and a settlement, and a voucher", async () => {
    const { who, at, domains, oneShotMarket, jobMarket, leaseMarket } = rig;
    const [claim] = await acceptances(rig, 1);
    const [job] = await openJobs(rig, 1);
    const opening = await agreeLease(rig, PRICE);
    await leases.open({ signer: who.lessor, market: at.leaseMarket, opening });
    if (claim === undefined || job === undefined) throw new Error("nothing to pay");
    const promise = { signer: who.client, domain: domains.leases, lease: opening.lease };
    const voucher = await signVoucher({ ...promise, amount: PRICE });
    await mine(DEPTH);
    const confirmations = DEPTH + 1;

    await begin(who.matcher);
    const claiming = oneshot.claim({
      ...{ signer: who.matcher, market: at.oneShotMarket, claim, confirmations },
    });
    const { amount } = await dropOnce(who.matcher, claiming);
    await begin(who.client);
    const settling = markets.settle({
      ...{ signer: who.client, market: at.jobMarket, job, confirmations },
    });
    const { status } = await dropOnce(who.client, settling);
    await begin(who.lessor);
    const collecting = leases.collect({
      ...{ signer: who.lessor, market: at.leaseMarket, voucher, confirmations },
    });
    await dropOnce(who.lessor, collecting);

    expect(amount).to.equal(claim.acceptance.amount);
    expect(status).to.equal(JobStatus.Accepted);
    const paid = await oneShotMarket.queryFilter(oneShotMarket.filters.ResultPaid(), from);
    const ended = await jobMarket.queryFilter(jobMarket.filters.JobEnded(), from);
    const filter = leaseMarket.filters.LeaseCollected();
    const collected = await leaseMarket.queryFilter(filter, from);
    expect([paid.length, ended.length, collected.length]).to.deep.equal([1, 1, 1]);
  });

  it("makes a batch that was believed too early do again what is missing, and nothing else", async () => {
    const { who, at, oneShotMarket } = rig;
    const claims = await acceptances(rig, 4);
    const call = { signer: who.matcher, market: at.oneShotMarket, claims };
    const limits = { gas: 450_000n };
    const first = await oneshot.claimBatch({ ...call, claims: claims.slice(0, 2) });
    expect(first.outcomes.map(({ status }) => status)).to.deep.equal(["done", "done"]);
    await mine(1);
    const second = await oneshot.claimBatch({ ...call, claims: claims.slice(2) });
    expect(second.outcomes.map(({ status }) => status)).to.deep.equal(["done", "done"]);
    await mine(1);
    // Only the second is in the blocks that go.
    await reorg();
    const again = await oneshot.claimBatch({ ...call, limits });
    expect(again.outcomes.map(({ status }) => status)).to.deep.equal([
      ...["before", "before", "done", "done"],
    ]);
    const paid = await oneShotMarket.queryFilter(oneShotMarket.filters.ResultPaid(), from);
    expect(paid.map(({ args }) => args.amount)).to.have.members(
      claims.map(({ acceptance }) => acceptance.amount),
    );
    expect(paid).to.have.length(claims.length);
  });

  it("takes no number of blocks for the blocks: a node that says it is further on hastens nothing", async () => {
    const { who, at } = rig;
    const [claim] = await acceptances(rig, 1);
    if (claim === undefined) throw new Error("nothing to pay");
    const honest = anvil.provider.send.bind(anvil.provider);
    anvil.provider.send = async (method, params) => {
      const answer: unknown = await honest(method, params);
      return method === "eth_blockNumber"
        ? `0x${(BigInt(String(answer)) + 50n).toString(16)}`
        : answer;
    };
    try {
      let isOver = false;
      await begin(who.matcher);
      const call = { signer: who.matcher, market: at.oneShotMarket, claim };
      const claiming = oneshot.claim({ ...call, confirmations: DEPTH + 1 }).then((done) => {
        isOver = true;
        return done;
      });
      await nonceOnce(who.matcher);
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      expect(isOver, "believed a number").to.equal(false);
      await mine(DEPTH);
      expect((await claiming).amount).to.equal(claim.acceptance.amount);
    } finally {
      anvil.provider.send = honest;
    }
  });
});
