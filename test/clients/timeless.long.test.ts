import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import {
  JobStatus,
  lease as leases,
  market as markets,
  oneshot,
  signVoucher,
  stake,
  vault as vaults,
} from "@weft/sdk";
import { expect } from "chai";

import { startAnvil, type Anvil } from "../../scripts/lib/anvil";
import { hasGeth, startGeth } from "./geth";
import { STAKE, acceptances, agreeLease, openJobs, openRig, type Rig } from "./rig";

const PRICE = 2_500n;
/** Not that of the people of these tests: they are given ether by an account that the client signs for. */
const PHRASE = `${"abandon ".repeat(11)}about`;

const CLIENTS: [name: string, start: (folder: string) => Promise<Anvil>, isHere: () => boolean][] =
  [
    ["anvil", () => startAnvil("--mnemonic", PHRASE, "--chain-id", "1337"), () => true],
    ["geth in dev mode", startGeth, hasGeth],
  ];

/** One payment of each kind. Returns what left the client's account. */
async function payAll(rig: Rig): Promise<bigint> {
  const { who, at, domains } = rig;
  const [claim] = await acceptances(rig, 1);
  const [job] = await openJobs(rig, 1);
  if (claim === undefined || job === undefined) throw new Error("nothing to pay");
  await oneshot.claim({ signer: who.matcher, market: at.oneShotMarket, claim });
  const { status } = await markets.settle({ signer: who.client, market: at.jobMarket, job });
  expect(status).to.equal(JobStatus.Accepted);
  const opening = await agreeLease(rig, PRICE);
  const promise = { signer: who.client, domain: domains.leases, lease: opening.lease };
  const voucher = await signVoucher({ ...promise, amount: PRICE });
  const call = { signer: who.lessor, market: at.leaseMarket };
  await leases.openAndCollect({ ...call, opening, voucher });
  return claim.acceptance.amount + job.pricePerUnit + PRICE;
}

/** What everybody but the client holds takes its way home. Returns how much it is. */
async function takeHome({ who, at, vault, money }: Rig): Promise<bigint> {
  let sum = 0n;
  for (const signer of [who.matcher, who.provider, who.lessor]) {
    const amount = await vault.balanceOf(signer, BigInt(at.money));
    await vaults.withdraw({ signer, vault: at.vault, token: at.money, amount });
    expect(await money.balanceOf(signer)).to.equal(amount);
    sum += amount;
  }
  return sum;
}

// On every client, without a clock that can be moved: of a life (story.ts) the vote and whatever waits is left out.
for (const [name, start, isHere] of CLIENTS) {
  describe(`payments on ${name}`, function () {
    this.timeout(120_000);
    let client: Anvil | undefined;
    let folder: string;

    before(async function () {
      folder = mkdtempSync(join(tmpdir(), "weft-client-"));
      if (!isHere()) {
        process.stderr.write(`      ${name} is not installed: nothing was tried on it\n`);
        this.skip();
      }
      client = await start(folder);
      client.provider.pollingInterval = 50;
    });

    after(async () => {
      await client?.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    it("are made once each, and what was paid is what was received and the fees", async () => {
      if (client === undefined) throw new Error("no client was started");
      const rig = await openRig(client.provider);
      const { who, at, vault, jobMarket, leaseMarket, oneShotMarket } = rig;
      const token = BigInt(at.money);
      const held = async () =>
        (await vault.balanceOf(who.client, token)) +
        (await leaseMarket.floatOf(who.client, at.money)).balance;
      const before = await held();
      const paid = await payAll(rig);
      expect(before - (await held())).to.equal(paid);
      const fees = await Promise.all(
        [jobMarket, leaseMarket, oneShotMarket].map((market) => market.feesOf(at.money)),
      );
      expect((await takeHome(rig)) + fees.reduce((sum, fee) => sum + fee, 0n)).to.equal(paid);
      const staked = { signer: who.staker, stakeVault: at.stakeVault, market: at.jobMarket };
      const { amount } = await stake.provisionWithPermit({ ...staked, amount: STAKE });
      expect(amount).to.equal(STAKE);
    });
  });
}
