import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import {
  JobStatus,
  Meter,
  NonceSource,
  lease as leases,
  market as markets,
  noncePort,
  oneshot,
  type Claim,
  type Job,
  type Opening,
} from "@weft/sdk";
import { FileSecretStore, FileVoucherStore } from "@weft/sdk/node";
import { expect } from "chai";
import { id } from "ethers";

import { startAnvil, type Anvil } from "../../scripts/lib/anvil";
import { acceptances, agreeLease, openJobs, openRig, reopen, type Rig } from "./rig";

const PRICE = 2_500n;
const VOUCHERS = 4n;
/** What a replica committed to before the node stopped, under its task. */
const TASK = id("task of a replica");
const [SECRET, LATER] = [id("what was committed to"), id("what a new run would commit to")];

describe("a node that is stopped in the middle and started again", function () {
  this.timeout(300_000);
  let anvil: Anvil;
  let folder: string;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "weft-restart-"));
    anvil = await start();
  });

  after(async () => {
    await anvil.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function start(): Promise<Anvil> {
    const started = await startAnvil(
      "--state",
      join(folder, "chain.json"),
      "--state-interval",
      "1",
    );
    started.provider.pollingInterval = 50;
    return started;
  }

  const stores = () =>
    Promise.all([
      FileVoucherStore.open(join(folder, "taken")),
      FileVoucherStore.open(join(folder, "signed")),
    ]);

  const secrets = () => FileSecretStore.open(join(folder, "secrets"));

  /** What everybody knows who was in the middle of something; the rest is on disk and on the chain. */
  interface Middle {
    jobs: Job[];
    claims: Claim[];
    opening: Opening;
  }

  function meterOf({ who, domains }: Rig, { lease }: Opening, store: FileVoucherStore) {
    return Meter.open({ signer: who.client, domain: domains.leases, lease, store });
  }

  /** Matched and not settled, one claim of two, half of a lease's vouchers collected. */
  async function begin(rig: Rig): Promise<Middle> {
    const { who, at } = rig;
    const jobs = await openJobs(rig, 2);
    const claims = await acceptances(rig, 2);
    const call = { signer: who.matcher, market: at.oneShotMarket };
    await oneshot.claimBatch({ ...call, claims: claims.slice(0, 1) });
    const opening = await agreeLease(rig, PRICE * VOUCHERS);
    const [taken, signed] = await stores();
    const meter = await meterOf(rig, opening, signed);
    await leases.open({ signer: who.lessor, market: at.leaseMarket, opening });
    for (let paid = 1n; paid <= VOUCHERS; paid++) {
      const voucher = await meter.pay(PRICE);
      await taken.put(voucher);
      if (paid !== VOUCHERS / 2n) continue;
      await leases.collect({ signer: who.lessor, market: at.leaseMarket, voucher });
    }
    const kept = await secrets();
    await kept.keep(TASK, SECRET);
    await Promise.all([taken.close(), signed.close(), kept.close()]);
    return { jobs, claims, opening };
  }

  /** Ends everything, from what is on disk and on the chain. Returns what came of each thing. */
  async function end(rig: Rig, { jobs, claims }: Middle): Promise<string[][]> {
    const { who, at } = rig;
    const [taken, signed] = await stores();
    const { records } = await taken.list();
    await Promise.all([taken.close(), signed.close()]);
    const vouchers = records.flatMap(({ voucher }) => voucher ?? []);
    const settled = await markets.settleBatch({
      ...{ signer: who.client, market: at.jobMarket, jobs },
    });
    const claimed = await oneshot.claimBatch({
      ...{ signer: who.matcher, market: at.oneShotMarket, claims },
    });
    const collected = await leases.collectBatch({
      ...{ signer: who.lessor, market: at.leaseMarket, vouchers },
    });
    return [settled, claimed, collected].map(({ outcomes }) =>
      outcomes.map(({ status }) => status),
    );
  }

  it("loses nothing and pays nobody twice, from what lies on the disks", async () => {
    const first = await openRig(anvil.provider);
    const middle = await begin(first);
    const blocks = await anvil.provider.getBlockNumber();
    await anvil.stop();
    anvil = await start();
    expect(await anvil.provider.getBlockNumber(), "the chain was kept").to.be.least(blocks);

    const rig = reopen(first, anvil.provider);
    const { at, who, oneShotMarket, jobMarket, leaseMarket } = rig;
    const place = { provider: anvil.provider, market: at.jobMarket };
    for (const job of middle.jobs) {
      expect(await markets.statusOf({ ...place, job })).to.equal(JobStatus.Open);
    }
    expect(await end(rig, middle)).to.deep.equal([["done", "done"], ["before", "done"], ["done"]]);
    expect(await end(rig, middle)).to.deep.equal([
      ...[["before", "before"], ["before", "before"], ["before"]],
    ]);

    const paid = await oneShotMarket.queryFilter(oneShotMarket.filters.ResultPaid());
    expect(paid.map(({ args }) => args.amount)).to.deep.equal(
      middle.claims.map(({ acceptance }) => acceptance.amount),
    );
    expect(await jobMarket.queryFilter(jobMarket.filters.JobEnded())).to.have.length(2);
    const collected = await leaseMarket.queryFilter(leaseMarket.filters.LeaseCollected());
    const half = (PRICE * VOUCHERS) / 2n;
    expect(collected.map(({ args }) => args.amount)).to.deep.equal([half, half]);

    // Whoever commits again commits to the same, and reveals it.
    const kept = await secrets();
    expect(await kept.keep(TASK, LATER)).to.equal(SECRET);
    expect(await kept.get(TASK)).to.equal(SECRET);
    await kept.forget(TASK);
    await kept.close();
    const reopened = await secrets();
    expect(await reopened.get(TASK), "what was revealed is forgotten").to.equal(undefined);
    await reopened.close();

    // The client counts on where it was, and hands out no nonce that is used.
    const [taken, signed] = await stores();
    expect((await meterOf(rig, middle.opening, signed)).signed).to.equal(PRICE * VOUCHERS);
    await Promise.all([taken.close(), signed.close()]);
    const port = noncePort({ provider: anvil.provider, market: at.oneShotMarket });
    const nonces = new NonceSource({ port, signer: who.client.address, kind: "offer" });
    const spent = middle.claims.map(({ acceptance }) => acceptance.nonce);
    expect(spent).not.to.include(await nonces.next());
  });
});
