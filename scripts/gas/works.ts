import {
  attestationDomain,
  buildDraft,
  buildListing,
  jobId,
  makeNonce,
  packJob,
  packWorkSale,
  signAttestation,
  signWorkOrder,
  workMarketDomain,
  ALL_UNITS,
  VerdictStatus,
} from "@weft/sdk";
import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/signers";
import { id, parseEther, ZeroAddress } from "ethers";
import hre from "hardhat";

import {
  Split__factory,
  Splits__factory,
  WorkMarket__factory,
  WorkVouchers__factory,
  Works__factory,
  type Splits,
  type WorkMarket,
  type Works,
} from "../../typechain-types";
import type { Flows } from "./flows";
import { EXPIRY, attestationTerms, gasOf, matchOne, type World } from "./world";

const FEE_BPS = 250;
const WORK_PRICE = parseEther("0.123456789");
const DRAFT = buildDraft({ metadata: id("metadata"), royaltyBps: 500 });
const MILLION = 1_000_000;

interface WorksWorld {
  world: World;
  works: Works;
  workMarket: WorkMarket;
  splits: Splits;
  creator: HardhatEthersSigner;
  seller: HardhatEthersSigner;
  buyer: HardhatEthersSigner;
}

/** Gas of sales, of a mint from a job and of sharing a payment. Everybody owns works and was paid before. */
export async function measureWorks(world: World): Promise<Flows> {
  const works = await createWorks(world);
  return {
    "works.mint.job": await mintFromJob(works),
    ...(await measureSales(works)),
    "splits.distribute3": await distribute(works),
  };
}

async function createWorks(world: World): Promise<WorksWorld> {
  const signers = await hre.ethers.getSigners();
  const [creator, seller, buyer, treasury] = signers.slice(10);
  if (!creator || !seller || !buyer || !treasury) throw new Error("too few accounts");
  const { deployer, jobMarket } = world;
  const workMarket = await new WorkMarket__factory(deployer).deploy(deployer, treasury, FEE_BPS);
  const vouchers = await new WorkVouchers__factory(deployer).deploy();
  const splits = await new Splits__factory(deployer).deploy();
  const works = await new Works__factory(deployer).deploy(
    ...([workMarket, vouchers, jobMarket, splits, id("contract")] as const),
  );
  for (const account of [creator, seller, buyer, world.client]) {
    await gasOf(() => works.connect(creator).mint(account, DRAFT));
    await gasOf(() => works.connect(account).setApprovalForAll(workMarket, true));
  }
  return { world, works, workMarket, splits, creator, seller, buyer };
}

/** A first sale makes everybody known; the next is the seller's first, and the last one a later of its. */
async function measureSales(works: WorksWorld): Promise<Flows> {
  const { creator, seller } = works;
  await sell(works, creator, 0);
  return {
    "works.sale.cold": await sell(works, seller, 0),
    "works.sale.warm": await sell(works, seller, 1),
  };
}

/** A listing for ether is filled by a buyer; the creator, who is not the seller but for the first, gets its royalty. */
async function sell(
  { works, workMarket, creator, buyer }: WorksWorld,
  seller: HardhatEthersSigner,
  index: number,
): Promise<number> {
  const tokenId = await works.connect(creator).mint.staticCall(seller, DRAFT);
  await gasOf(() => works.connect(creator).mint(seller, DRAFT));
  const order = buildListing({
    maker: seller.address,
    collection: await works.getAddress(),
    tokenId,
    price: WORK_PRICE,
    nonce: makeNonce(0, index),
    startsAt: EXPIRY - 400 * 86_400,
    expiry: EXPIRY,
  });
  const { chainId } = await hre.ethers.provider.getNetwork();
  const domain = workMarketDomain({ chainId, contract: await workMarket.getAddress() });
  const signature = await signWorkOrder({ signer: seller, domain, order });
  const sale = packWorkSale({ order, signature, limit: WORK_PRICE });
  const gas = await gasOf(() => workMarket.connect(buyer).fill(sale, { value: WORK_PRICE }));
  if ((await works.clearedOwnerOf(tokenId)) !== buyer.address) throw new Error("not cleared");
  return gas;
}

async function mintFromJob({ world, works }: WorksWorld): Promise<number> {
  const { attestationVerifier, attester, provider, client, jobMarket, matcher, domain } = world;
  const { job } = await matchOne(world, makeNonce(0, 0));
  const contract = await attestationVerifier.getAddress();
  const attestation = {
    jobId: jobId(job),
    provider: provider.address,
    root: id("a work"),
    status: VerdictStatus.Accepted,
    units: ALL_UNITS,
    slashBps: 0,
    expiry: EXPIRY,
  };
  const signature = await signAttestation({
    signer: attester,
    domain: attestationDomain({ chainId: domain.chainId, contract }),
    attestation,
  });
  const terms = attestationTerms(attester.address);
  await gasOf(() =>
    attestationVerifier.connect(provider).submitAttested(terms, attestation, [signature]),
  );
  await gasOf(() => jobMarket.connect(matcher).settle(packJob(job)));
  return gasOf(() => works.connect(client).mintFromJob(packJob(job), id("a work"), client, DRAFT));
}

/** Ether for three payees that have some already. */
async function distribute({ splits, creator, seller, buyer }: WorksWorld): Promise<number> {
  const payees = [creator, seller, buyer].map(({ address }) => address);
  const shares = [MILLION / 2, MILLION / 4, MILLION / 4];
  const at = await splits.addressOf(payees, shares);
  await gasOf(() => splits.create(payees, shares));
  await creator.sendTransaction({ to: at, value: parseEther("1") });
  return gasOf(() => Split__factory.connect(at, creator).distribute(ZeroAddress));
}
