import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import {
  SteadyProvider,
  TransactionUnknownError,
  WeftError,
  isContractError,
  lease as leases,
  market as markets,
  oneshot,
  signVoucher,
  stake,
  toWeftError,
} from "@weft/sdk";
import { expect } from "chai";
import { JsonRpcProvider, MaxUint256, parseEther, type HDNodeWallet } from "ethers";

import { StakeVault__factory } from "../../typechain-types";
import { startAnvil, type Anvil } from "../../scripts/lib/anvil";
import { runStake, writeAddresses } from "../stake-script/support";
import { startProxy, type Proxy } from "./proxy";
import { STAKE, acceptances, agreeLease, openJobs, openRig, type Rig } from "./rig";

/** One of them, or all with `WEFT_SEEDS=all`. */
const SEEDS = process.env["WEFT_SEEDS"] === "all" ? [1, 2, 3] : [1];
const PAYMENTS = 20;
/** Of the command-line script in each run: together as many as of everything else in one. */
const COMMANDS = [7, 7, 6];
const PRICE = 2_500n;
const SHARE = STAKE / 40n;
const MOST_TRIES = 25;
/** Payments in which an answer is lost after the fact, by far. */
const MOST_NAIVE = 300;
const CHAIN = 31_337n;

/**
 * Does something until it is done, as whoever reads errors would: what failed otherwise than by an unknown outcome was
 * not sent, and is done again. What may have been sent is looked for by its hash, at a node that can be trusted.
 */
async function until<T>(
  isTaken: (hash: string) => Promise<boolean>,
  action: () => Promise<T>,
): Promise<void> {
  for (let tried = 1; ; tried++) {
    try {
      await action();
      return;
    } catch (error) {
      const failure = toWeftError(error);
      const isUnknown = failure.code === "TRANSACTION_UNKNOWN";
      if (isUnknown && (await isTaken(String(failure.details["hash"])))) return;
      if (tried === MOST_TRIES) throw failure;
    }
  }
}

/** Everything is done once, or had been. */
function isWhole(outcomes: readonly { status: string }[]): boolean {
  return outcomes.every(({ status }) => status === "done" || status === "before");
}

describe("payments through a JSON-RPC proxy that cannot be trusted", function () {
  this.timeout(300_000);
  let anvil: Anvil;
  let rig: Rig;
  let clean: unknown;
  let from: number;
  let proxy: Proxy;
  let provider: JsonRpcProvider;
  let folder: string;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "weft-faulty-"));
    anvil = await startAnvil();
    anvil.provider.pollingInterval = 50;
    rig = await openRig(anvil.provider);
    from = (await anvil.provider.getBlockNumber()) + 1;
  });

  after(async () => {
    await anvil.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(seed: number): Promise<void> {
    clean = await anvil.provider.send("evm_snapshot", []);
    proxy = await startProxy(anvil.url, seed);
    const options = { staticNetwork: true, cacheTimeout: -1, pollingInterval: 50 };
    provider = new SteadyProvider(proxy.url, CHAIN, options);
  }

  async function close(): Promise<void> {
    provider.destroy();
    await proxy.stop();
    expect(await anvil.provider.send("evm_revert", [clean])).to.equal(true);
  }

  /** What is no transaction by now, nor waits to be one, never will be: others took its place. */
  const isTaken = async (hash: string): Promise<boolean> => {
    const transaction = await anvil.provider.getTransaction(hash);
    await transaction?.wait();
    return transaction !== null;
  };

  const untilDone = <T>(action: () => Promise<T>): Promise<void> => until(isTaken, action);

  /** The same, until nothing is left to do. */
  const untilWhole = (run: () => Promise<{ outcomes: { status: string }[] }>): Promise<void> =>
    until(
      () => Promise.resolve(false),
      async () => {
        const { outcomes } = await run();
        if (!isWhole(outcomes)) throw new Error("something is left");
      },
    );

  const over = (key: HDNodeWallet): HDNodeWallet => key.connect(provider);

  /** Half of the results are claimed one by one, the others by batches. */
  async function claimAll(): Promise<() => Promise<void>> {
    const { who, at, oneShotMarket } = rig;
    const claims = await acceptances(rig, PAYMENTS);
    const call = { signer: over(who.matcher), market: at.oneShotMarket };
    const single = claims.slice(0, PAYMENTS / 2);
    return async () => {
      for (const claim of single) {
        await untilDone(() => oneshot.claim({ ...call, claim }));
      }
      await untilWhole(() => oneshot.claimBatch({ ...call, claims, limits: { gas: 900_000n } }));
      const paid = await oneShotMarket.queryFilter(oneShotMarket.filters.ResultPaid(), from);
      const amounts = paid.map(({ args }) => args.amount);
      expect(amounts).to.have.members(claims.map(({ acceptance }) => acceptance.amount));
      expect(amounts).to.have.length(PAYMENTS);
    };
  }

  /** A lease of as many vouchers, each collected by itself. */
  async function collectAll(): Promise<() => Promise<void>> {
    const { who, at, domains, leaseMarket } = rig;
    const opening = await agreeLease(rig, PRICE * BigInt(PAYMENTS));
    const call = { signer: over(who.lessor), market: at.leaseMarket };
    return async () => {
      await untilWhole(() => leases.openBatch({ ...call, openings: [opening] }));
      for (let at = 1n; at <= PAYMENTS; at++) {
        const promise = { signer: who.client, domain: domains.leases, lease: opening.lease };
        const voucher = await signVoucher({ ...promise, amount: PRICE * at });
        await untilDone(() => leases.collect({ ...call, voucher }));
      }
      const collected = await leaseMarket.queryFilter(leaseMarket.filters.LeaseCollected(), from);
      const amounts = collected.map(({ args }) => args.amount);
      expect(amounts).to.deep.equal(Array<bigint>(PAYMENTS).fill(PRICE));
    };
  }

  async function settleAll(): Promise<() => Promise<void>> {
    const { who, at, jobMarket } = rig;
    const jobs = await openJobs(rig, PAYMENTS);
    const call = { signer: over(who.client), market: at.jobMarket, jobs };
    return async () => {
      await untilWhole(() => markets.settleBatch({ ...call, limits: { gas: 1_200_000n } }));
      const ended = await jobMarket.queryFilter(jobMarket.filters.JobEnded(), from);
      expect(new Set(ended.map(({ args }) => args.jobId)).size).to.equal(PAYMENTS);
      expect(ended).to.have.length(PAYMENTS);
    };
  }

  async function stakedBy(account: string): Promise<bigint[]> {
    const { stakeVault } = rig;
    const filter = stakeVault.filters.Provisioned(account);
    return (await stakeVault.queryFilter(filter, from)).map(({ args }) => args.amount);
  }

  /** By allowance: nothing but the sender keeps this from being done twice. */
  async function stakeAll(count: number): Promise<void> {
    const { who, at } = rig;
    const call = { signer: over(who.staker), stakeVault: at.stakeVault, market: at.jobMarket };
    for (let done = 0; done < count; done++) {
      await untilDone(() => stake.provision({ ...call, amount: SHARE }));
    }
    expect(await stakedBy(who.staker.address)).to.deep.equal(Array<bigint>(count).fill(SHARE));
  }

  for (const [run, seed] of SEEDS.entries()) {
    it(`make each once through the SDK and \`npm run stake\`, seed ${seed}`, async () => {
      await open(seed);
      try {
        const flows = [await claimAll(), await collectAll(), await settleAll()];
        const commands = commandAll(COMMANDS[run] ?? 0);
        await Promise.all([...flows.map((flow) => flow()), stakeAll(PAYMENTS), commands]);
        // Nothing is proved by faults that did not happen.
        for (const fault of ["lost", "silent", "truncated", "busy", "twice"]) {
          expect(proxy.seen.get(`${fault} eth_sendRawTransaction`) ?? 0, fault).to.be.greaterThan(
            0,
          );
        }
        expect(proxy.seen.get("stale eth_getTransactionCount") ?? 0, "lies").to.be.greaterThan(0);
      } finally {
        await close();
      }
    });
  }

  /** The script, run again where it says that nothing was sent. */
  async function commandAll(count: number): Promise<void> {
    const { who, at } = rig;
    const addresses = {
      "StakeVault#StakeVault": at.stakeVault,
      "JobMarket#JobMarket": at.jobMarket,
    };
    const { file, remove } = writeAddresses(addresses);
    const args = ["provision", "--network", proxy.url, "--deployment", file, "--amount", "25"];
    try {
      for (let done = 0; done < count; done++) {
        await untilDone(async () => {
          const { code, stderr } = await runStake(args, who.naive.privateKey);
          const [, hash] = /transaction (0x\w{64})(?:; look| was sent, but)/.exec(stderr) ?? [];
          if (hash !== undefined) {
            throw new WeftError("TRANSACTION_UNKNOWN", stderr, { details: { hash } });
          }
          if (code !== 0) throw new Error(stderr);
        });
      }
    } finally {
      remove();
    }
    const each = Array<bigint>(count).fill(parseEther("25"));
    expect(await stakedBy(who.naive.address)).to.deep.equal(each);
  }

  it("would not do for a client that signs again after an error: it pays more than once", async () => {
    await open(SEEDS[0] ?? 1);
    const plain = new JsonRpcProvider(proxy.url, CHAIN, { staticNetwork: true, cacheTimeout: -1 });
    try {
      const { who, at, weft } = rig;
      await (await weft.connect(who.naive).approve(at.stakeVault, MaxUint256)).wait();
      const vault = StakeVault__factory.connect(at.stakeVault, who.naive.connect(plain));
      let done = 0;
      let paid = 0;
      // Sooner or later an answer is lost after the transaction was taken.
      for (; done < MOST_NAIVE && paid <= done; done++) {
        await until(
          () => Promise.resolve(false),
          () => vault.provision(at.jobMarket, SHARE / 20n),
        );
        paid = (await stakedBy(who.naive.address)).length;
      }
      expect(paid).to.be.greaterThan(done);
    } finally {
      plain.destroy();
      await close();
    }
  });

  it("are one where two calls at once are equal in everything, and the second says that it was not sent", async () => {
    await open(SEEDS[0] ?? 1);
    const steady = new SteadyProvider(anvil.url, CHAIN, { staticNetwork: true });
    try {
      const signer = rig.who.staker.connect(steady);
      const { stakeVault, jobMarket: market } = rig.at;
      await (await rig.weft.connect(rig.who.staker).approve(stakeVault, STAKE)).wait();
      const fees = { maxFeePerGas: 10n ** 11n, maxPriorityFeePerGas: 10n ** 9n };
      const overrides = { ...fees, nonce: await signer.getNonce(), gasLimit: 300_000n };
      const provision = () =>
        stake.provision({ signer, stakeVault, market, amount: SHARE, overrides });
      const both = await Promise.allSettled([provision(), provision()]);
      const codes = both.map((each) =>
        each.status === "fulfilled" ? "paid" : toWeftError(each.reason).code,
      );
      expect(codes).to.have.members(["paid", "TRANSACTION_REPEATED"]);
      expect(await stakedBy(signer.address)).to.deep.equal([SHARE]);
    } finally {
      steady.destroy();
      await close();
    }
  });

  it("say that the outcome is unknown where no node answers any more, and name the transaction", async () => {
    await open(SEEDS[0] ?? 1);
    const options = { staticNetwork: true, cacheTimeout: -1, tries: 2 };
    const deaf = new SteadyProvider(anvil.url, CHAIN, options);
    try {
      const signer = rig.who.staker.connect(deaf);
      const { stakeVault, jobMarket } = rig.at;
      const nonce = await signer.getNonce();
      await (await rig.weft.connect(rig.who.staker).approve(stakeVault, STAKE)).wait();
      const call = rig.stakeVault.connect(signer);
      const terms = { gasLimit: 300_000n, nonce: nonce + 1, type: 0, gasPrice: 10n ** 10n };
      const bytes = await signer.signTransaction({
        ...(await call.provision.populateTransaction(jobMarket, SHARE)),
        ...{ ...terms, chainId: CHAIN },
      });
      const lost = new SteadyProvider("http://127.0.0.1:9", CHAIN, options);
      const failure = await lost.broadcastTransaction(bytes).catch((error: unknown) => error);
      lost.destroy();
      expect(failure).to.be.instanceOf(TransactionUnknownError);
      expect(failure).to.include({ code: "TRANSACTION_UNKNOWN", retryable: false });
      // The same bytes, and again: once.
      const details = failure instanceof TransactionUnknownError ? failure.details : {};
      for (const again of [1, 2]) {
        await deaf.broadcastTransaction(String(details["bytes"]));
        expect(await stakedBy(signer.address), `sent ${again}`).to.deep.equal([SHARE]);
      }
      expect(isContractError(failure, "Error")).to.equal(false);
    } finally {
      deaf.destroy();
      await close();
    }
  });
});
