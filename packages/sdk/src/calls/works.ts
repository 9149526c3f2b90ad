import type { ContractRunner, Provider } from "ethers";
import { Works__factory, WorkVouchers__factory } from "../contracts";
import { eventIn, eventsIn } from "../events/events";
import { packJob } from "../jobs/pack-job";
import type { Job } from "../orders/types";
import { buildDraft, type BuildDraftParameters } from "../works/draft";
import type { WorkVoucher } from "../works/types";
import { workVoucherDigest } from "../works/voucher";
import { workVouchersDomain } from "../works/typed-data";
import { checkAccount, checkBytes32, checkSignature } from "../words/range";
import { read } from "./read";
import { send, type CallOptions, type CallResult } from "./send";

export interface WorksCall extends CallOptions {
  /** Address of the works. */
  works: string;
}

export interface MintResult extends CallResult {
  tokenId: bigint;
}

type MintParameters = WorksCall &
  BuildDraftParameters & {
    /** First owner; the caller where it is left out. */
    to?: string;
  };

/**
 * Mints a work of the caller.
 *
 * @throws ContractError naming the first check that failed.
 * @example
 * const { tokenId } = await works.mint({ signer, works: address, metadata: digest, royaltyBps: 500 });
 */
export async function mint(parameters: MintParameters): Promise<MintResult> {
  const { signer, works, overrides = {}, to, ...given } = parameters;
  const contract = Works__factory.connect(works, signer);
  const owner = checkAccount("to", to ?? (await signer.getAddress()));
  const receipt = await send(parameters, () => contract.mint(owner, buildDraft(given), overrides));
  const { tokenId } = eventIn(receipt, works, contract.getEvent("WorkMinted"));
  return { receipt, tokenId };
}

/**
 * Mints the result of a settled job, as its beneficiary.
 *
 * @throws ContractError naming the first check that failed.
 * @example
 * await works.mintFromJob({ signer, works: address, job, result: root, metadata: digest, royaltyBps: 500 });
 */
export async function mintFromJob(
  parameters: Omit<MintParameters, "collection"> & { job: Job; result: string },
): Promise<MintResult> {
  const { signer, works, overrides = {}, to, job, result, ...given } = parameters;
  const contract = Works__factory.connect(works, signer);
  const owner = checkAccount("to", to ?? (await signer.getAddress()));
  const root = checkBytes32("result", result);
  const receipt = await send(parameters, () =>
    contract.mintFromJob(packJob(job), root, owner, buildDraft(given), overrides),
  );
  const { tokenId } = eventIn(receipt, works, contract.getEvent("WorkMinted"));
  return { receipt, tokenId };
}

export interface RedeemParameters extends CallOptions {
  /** Address of the contract of vouchers. */
  vouchers: string;
  voucher: WorkVoucher;
  signature: string;
  /** Copies; one where it is left out. */
  count?: number;
  /** First owner; the caller where it is left out. */
  to?: string;
  /** That the caller is on the list, where there is one; see `allowList`. */
  proof?: readonly string[];
}

/**
 * Mints copies of a creator's voucher and pays for them; tokens must be approved for the contract of vouchers.
 *
 * @throws ContractError naming the first check that failed.
 */
export async function redeem(
  parameters: RedeemParameters,
): Promise<CallResult & { tokenIds: bigint[] }> {
  const { signer, vouchers, voucher, overrides = {}, count = 1, proof = [] } = parameters;
  const contract = WorkVouchers__factory.connect(vouchers, signer);
  const to = checkAccount("to", parameters.to ?? (await signer.getAddress()));
  const signature = checkSignature("signature", parameters.signature);
  // Building the digest checks every field before anything is sent.
  workVoucherDigest(workVouchersDomain({ chainId: 1n, contract: vouchers }), voucher);
  const value = BigInt(voucher.currency) === 0n ? voucher.price * BigInt(count) : 0n;
  const receipt = await send(parameters, () =>
    contract.redeem(voucher.works, voucher, signature, count, to, [...proof], {
      value,
      ...overrides,
    }),
  );
  const minted = Works__factory.connect(voucher.works).getEvent("WorkMinted");
  const tokenIds = eventsIn(receipt, voucher.works, minted).map(({ tokenId }) => tokenId);
  return { receipt, tokenIds };
}

/** Ends a work for ever, as its owner. */
export async function burn(parameters: WorksCall & { tokenId: bigint }): Promise<CallResult> {
  const { signer, works, overrides = {}, tokenId } = parameters;
  const contract = Works__factory.connect(works, signer);
  return { receipt: await send(parameters, () => contract.burn(tokenId, overrides)) };
}

/** Changes the metadata of a work, as its creator and owner; it cannot move for two days then. */
export async function revise(
  parameters: WorksCall & { tokenId: bigint; metadata: string },
): Promise<CallResult> {
  const { signer, works, overrides = {}, tokenId } = parameters;
  const contract = Works__factory.connect(works, signer);
  const metadata = checkBytes32("metadata", parameters.metadata);
  return { receipt: await send(parameters, () => contract.revise(tokenId, metadata, overrides)) };
}

/** Lets an operator, the market of works for instance, move all works of the caller; or no more. */
export async function approveAll(
  parameters: WorksCall & { operator: string; isApproved?: boolean },
): Promise<CallResult> {
  const { signer, works, overrides = {}, operator, isApproved = true } = parameters;
  const contract = Works__factory.connect(works, signer);
  const receipt = await send(parameters, () =>
    contract.setApprovalForAll(operator, isApproved, overrides),
  );
  return { receipt };
}

/** A work as it stands. */
export interface Work {
  owner: string;
  /** Who has its benefits; zero for nobody. */
  clearedOwner: string;
  creator: string;
  /** sha-256 of the metadata; see `contentId`. */
  metadata: string;
  uri: string;
  /** What it was computed by; undefined where it was minted otherwise. */
  provenance: { jobId: string; result: string } | undefined;
  royalty: { receiver: string; bps: number };
  /** What clears an owner; `amount` zero where only a sale does. */
  floor: { currency: string; amount: bigint };
  licence: { isOpen: boolean; ancestorBps: number; depth: number };
}

/** Royalty on this price is the royalty in basis points. */
const BPS = 10_000n;

/** Reads a work. */
export async function show(parameters: {
  provider: Provider;
  works: string;
  tokenId: bigint;
}): Promise<Work> {
  const { provider, works, tokenId } = parameters;
  return read(async () => {
    const contract = connect(works, provider);
    const [owner, clearedOwner, creator, metadata, uri, provenance, royalty, floor, licence] =
      await Promise.all([
        contract.ownerOf(tokenId),
        contract.clearedOwnerOf(tokenId),
        contract.creatorOf(tokenId),
        contract.metadataOf(tokenId),
        contract.tokenURI(tokenId),
        contract.provenanceOf(tokenId),
        contract.royaltyInfo(tokenId, BPS),
        contract.floorOf(tokenId),
        contract.licenceOf(tokenId),
      ]);
    const { jobId, result } = provenance;
    return {
      ...{ owner, clearedOwner, creator, metadata, uri },
      provenance: BigInt(jobId) === 0n ? undefined : { jobId, result },
      royalty: { receiver: royalty[0], bps: Number(royalty[1]) },
      floor: { currency: floor.currency, amount: floor.floor },
      licence: {
        isOpen: licence.isOpen,
        ancestorBps: Number(licence.ancestorBps),
        depth: Number(licence.depth),
      },
    };
  });
}

/** Whether an account has the benefits of a work. */
export async function hasAccess(parameters: {
  provider: Provider;
  works: string;
  tokenId: bigint;
  account: string;
}): Promise<boolean> {
  const { provider, works, tokenId, account } = parameters;
  return read(() => connect(works, provider).hasAccess(tokenId, account));
}

function connect(works: string, runner: ContractRunner) {
  return Works__factory.connect(works, runner);
}
