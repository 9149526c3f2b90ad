import {
  ALL_UNITS,
  VerdictStatus,
  buildAcceptance,
  buildLease,
  buildMatch,
  buildOffer,
  buildRequest,
  lease as leases,
  leaseDomain,
  makeNonce,
  market as markets,
  marketDomain,
  oneShotDomain,
  signAcceptance,
  signLease,
  signOffer,
  signRequest,
  stake,
  vault as vaults,
  type Claim,
  type Job,
  type Lease,
  type Match,
  type Opening,
} from "@weft/sdk";
import { HDNodeWallet, parseEther, toBeHex, type JsonRpcProvider } from "ethers";

import {
  JobMarket__factory,
  LeaseMarket__factory,
  OneShotMarket__factory,
  Reputation__factory,
  StakeVault__factory,
  TestToken__factory,
  Vault__factory,
  VerifierMock__factory,
  WeftToken__factory,
  type JobMarket,
  type LeaseMarket,
  type OneShotMarket,
  type StakeVault,
  type TestToken,
  type Vault,
  type VerifierMock,
  type WeftToken,
} from "../../typechain-types";

const PHRASE = "test test test test test test test test test test test junk";
const THAW_SECONDS = 14 * 86_400;
const FEE_BPS = 100;
const PURSE = 10n ** 12n;
export const STAKE = parseEther("1000");
const SPEC = toBeHex(0x5e, 32);
const HOUR = 3_600;

const NAMES = ["deployer", "provider", "client", "matcher", "lessor", "staker", "naive"] as const;
type Name = (typeof NAMES)[number];

/** Accounts that the clients of development hold too. */
function keys(provider: JsonRpcProvider): Record<Name, HDNodeWallet> {
  const at = (name: Name): HDNodeWallet => {
    const path = `m/44'/60'/0'/0/${NAMES.indexOf(name)}`;
    return HDNodeWallet.fromPhrase(PHRASE, undefined, path).connect(provider);
  };
  const [deployer, provides, client] = [at("deployer"), at("provider"), at("client")];
  const [matcher, lessor, staker] = [at("matcher"), at("lessor"), at("staker")];
  return { deployer, provider: provides, client, matcher, lessor, staker, naive: at("naive") };
}

/** Gives everybody ether on a chain that knows another account alone, and signs for it. */
async function fund(provider: JsonRpcProvider, who: Record<Name, HDNodeWallet>): Promise<void> {
  const [rich] = await provider.listAccounts();
  for (const { address } of Object.values(who)) {
    if ((await provider.getBalance(address)) > 0n) continue;
    if (rich === undefined) throw new Error("nobody on this chain has anything to give");
    const gift = { to: address, value: parseEther("100") };
    await provider.waitForTransaction(await rich.sendUncheckedTransaction(gift));
  }
}

interface Contracts {
  weft: WeftToken;
  money: TestToken;
  vault: Vault;
  stakeVault: StakeVault;
  jobMarket: JobMarket;
  leaseMarket: LeaseMarket;
  oneShotMarket: OneShotMarket;
  verifier: VerifierMock;
}

async function deploy({ deployer }: Record<Name, HDNodeWallet>): Promise<Contracts> {
  const done = async <T extends { waitForDeployment(): Promise<unknown> }>(
    deploying: Promise<T>,
  ): Promise<T> => {
    const contract = await deploying;
    await contract.waitForDeployment();
    return contract;
  };
  const weft = await done(new WeftToken__factory(deployer).deploy(deployer));
  const money = await done(new TestToken__factory(deployer).deploy());
  const vault = await done(new Vault__factory(deployer).deploy());
  const staking = new StakeVault__factory(deployer).deploy(weft, vault, THAW_SECONDS);
  const stakeVault = await done(staking);
  const recorder = await done(new Reputation__factory(deployer).deploy(deployer));
  const terms = [vault, stakeVault, deployer, deployer, FEE_BPS] as const;
  return {
    ...{ weft, money, vault, stakeVault },
    jobMarket: await done(new JobMarket__factory(deployer).deploy(...terms, recorder)),
    leaseMarket: await done(new LeaseMarket__factory(deployer).deploy(...terms)),
    oneShotMarket: await done(new OneShotMarket__factory(deployer).deploy(...terms)),
    verifier: await done(new VerifierMock__factory(deployer).deploy()),
  };
}

/** The markets on a chain, and people with keys of their own, over a provider that keeps nothing for later. */
export async function openRig(provider: JsonRpcProvider) {
  const who = keys(provider);
  await fund(provider, who);
  const contracts = await deploy(who);
  const { weft, money, vault, stakeVault, jobMarket, leaseMarket, oneShotMarket, verifier } =
    contracts;
  const at = {
    weft: await weft.getAddress(),
    money: await money.getAddress(),
    vault: await vault.getAddress(),
    stakeVault: await stakeVault.getAddress(),
    jobMarket: await jobMarket.getAddress(),
    leaseMarket: await leaseMarket.getAddress(),
    oneShotMarket: await oneShotMarket.getAddress(),
    verifier: await verifier.getAddress(),
  };
  const { client, deployer } = who;
  await (await verifier.setVerdict(VerdictStatus.Accepted, ALL_UNITS, 0)).wait();
  for (const { address } of [who.provider, who.staker, who.naive]) {
    await (await weft.connect(deployer).transfer(address, STAKE)).wait();
  }
  await (await money.mint(client, PURSE)).wait();
  await stake.provisionWithPermit({
    ...{ signer: who.provider, stakeVault: at.stakeVault, market: at.jobMarket, amount: STAKE },
  });
  const account = { signer: client, vault: at.vault, token: at.money };
  await vaults.openAccount({ ...account, market: at.jobMarket, amount: PURSE, hasPermit: true });
  for (const operator of [at.leaseMarket, at.oneShotMarket]) {
    await vaults.setOperator({ ...account, market: operator });
  }
  const float = { signer: client, market: at.leaseMarket, token: at.money };
  await leases.fundFloat({ ...float, amount: PURSE / 2n });
  const { chainId } = await provider.getNetwork();
  const domains = {
    jobs: marketDomain({ chainId, contract: at.jobMarket }),
    leases: leaseDomain({ chainId, contract: at.leaseMarket }),
    oneShots: oneShotDomain({ chainId, contract: at.oneShotMarket }),
  };
  return { ...contracts, provider, who, at, domains };
}

export type Rig = Awaited<ReturnType<typeof openRig>>;

async function now({ provider }: Rig): Promise<number> {
  const block = await provider.getBlock("latest");
  if (block === null) throw new Error("the chain has no block");
  return block.timestamp;
}

/** Results that the client accepted, each for another amount. */
export async function acceptances(rig: Rig, count: number): Promise<Claim[]> {
  const { who, at, domains } = rig;
  const { client: signer, matcher } = who;
  const time = await now(rig);
  return Promise.all(
    Array.from({ length: count }, async (_, index): Promise<Claim> => {
      const acceptance = buildAcceptance({
        ...{ client: signer.address, provider: matcher.address, token: at.money, now: time },
        ...{ amount: 1_000n + BigInt(index), nonce: makeNonce(0, index), spec: SPEC, result: SPEC },
      });
      const word = { signer, domain: domains.oneShots, acceptance, role: "client" } as const;
      return { acceptance, clientSignature: await signAcceptance(word), payerSignature: "0x" };
    }),
  );
}

/** A lease that both sides signed and nobody opened, all of whose cap is due at once. */
export async function agreeLease(rig: Rig, cap: bigint): Promise<Opening> {
  const { who, at, domains } = rig;
  const time = await now(rig);
  const lease: Lease = buildLease({
    ...{ client: who.client.address, provider: who.lessor.address, token: at.money, spec: SPEC },
    ...{ cap, ratePerHour: cap * 60n, startsAt: time - 60, nonce: 0n, now: time },
  });
  const sign = (role: "provider" | "client", signer: HDNodeWallet) =>
    signLease({ signer, domain: domains.leases, lease, role });
  return {
    lease,
    providerSignature: await sign("provider", who.lessor),
    clientSignature: await sign("client", who.client),
    payerSignature: "0x",
  };
}

/** The same two orders, matched as often as they have units. */
export async function agreeJobs(rig: Rig, count: number): Promise<Match[]> {
  const { who, at, domains } = rig;
  const time = await now(rig);
  const shared = { token: at.money, units: BigInt(count), nonce: makeNonce(0, 40), now: time };
  const [verifier, terms] = [at.verifier, SPEC];
  const offer = buildOffer({
    ...shared,
    ...{ provider: who.provider.address, pricePerUnit: 2_000n, resources: { engines: ["wasm"] } },
    ...{ verifications: [{ verifier, terms }], collateralPerUnit: 1n, expiry: time + HOUR },
    ...{ minUnits: 1n },
  });
  const request = buildRequest({
    ...shared,
    ...{ client: who.client.address, maxPricePerUnit: 2_000n, needs: { engines: ["wasm"] } },
    ...{ spec: SPEC, verifier, verifierTerms: terms, expiry: time + HOUR, minUnits: 1n },
  });
  const domain = domains.jobs;
  const signatures = {
    offer: await signOffer({ signer: who.provider, domain, offer }),
    request: await signRequest({ signer: who.client, domain, request }),
  };
  return Array.from({ length: count }, () => buildMatch({ offer, request, units: 1n, signatures }));
}

/** As many jobs, all of them judged. */
export async function openJobs(rig: Rig, count: number): Promise<Job[]> {
  const { outcomes } = await markets.matchBatch({
    ...{ signer: rig.who.matcher, market: rig.at.jobMarket, since: 0 },
    matches: await agreeJobs(rig, count),
  });
  return outcomes.map((outcome) => {
    if (outcome.status !== "done") throw new Error(`match ${outcome.index} is ${outcome.status}`);
    return outcome.result.job;
  });
}

/** The same contracts and people over another provider: what a process knows that was started again. */
export function reopen(rig: Rig, provider: JsonRpcProvider): Rig {
  const { weft, money, vault, stakeVault, jobMarket, leaseMarket, oneShotMarket, verifier } = rig;
  const who = keys(provider);
  return {
    ...rig,
    ...{ provider, who },
    weft: weft.connect(who.deployer),
    money: money.connect(who.deployer),
    vault: vault.connect(who.deployer),
    stakeVault: stakeVault.connect(who.deployer),
    jobMarket: jobMarket.connect(who.deployer),
    leaseMarket: leaseMarket.connect(who.deployer),
    oneShotMarket: oneShotMarket.connect(who.deployer),
    verifier: verifier.connect(who.deployer),
  };
}
