import type { Provider } from "ethers";
import { LeaseMarket__factory, Vault__factory, type LeaseMarket } from "../../contracts";
import { leaseDigest, leaseId } from "../../leases/digest";
import { packLease, packVoucher } from "../../leases/pack-lease";
import { payerOf } from "../../leases/payer";
import { toLeaseReason, type LeaseReason } from "../../leases/reason";
import type { Lease, Voucher } from "../../leases/types";
import { leaseDomain } from "../../leases/typed-data";
import { checkAccount, checkUint, isSameAccount } from "../../words/range";
import { WeftError } from "../../errors/weft-error";
import { readBalance } from "../balance";
import { read } from "../read";

interface MarketQuestion {
  provider: Provider;
  /** Address of the lease market. */
  market: string;
}

/** What a payer keeps for the leases that it pays. */
export interface FloatView {
  /** Token base units, those on their way out included. */
  balance: bigint;
  /** What of it is on its way out. */
  thawing: bigint;
  /** Unix second from which that can leave; zero where nothing is on its way out. */
  readyAt: number;
}

/** All about a lease that a provider needs to know before it serves, of one block. */
export interface LeaseView {
  leaseId: string;
  /** Number of the block. */
  block: number;
  /** Unix second of the block. */
  time: number;
  isOpen: boolean;
  /** Not open yet, and nothing but time and money keeps it from being opened: nonce and payer are good. */
  isOpenable: boolean;
  /** Token base units paid so far, the fee included. */
  collected: bigint;
  /** Unix second at which time stops counting; of a lease that is not open, by its terms. */
  endsAt: number;
  /** Last unix second at which the voucher signer's vouchers are good; zero while it is not revoked. */
  signerUntil: number;
  feeBps: number;
  poolPpm: number;
  /**
   * What its float, or its own reserve, holds, what thaws included. Of a reserve not taken yet: what it will be, and zero
   * where its payer has less in the vault, or lets the market take less, since then the market does not open the lease.
   */
  purse: bigint;
  /** What of the purse is on its way out; reserves never are. */
  thawing: bigint;
}

async function canOpen(
  contract: LeaseMarket,
  chainId: bigint,
  lease: Lease,
  at: { blockTag: number },
): Promise<boolean> {
  const payer = payerOf(lease);
  const contractAddress = await contract.getAddress();
  const digest = leaseDigest(leaseDomain({ chainId, contract: contractAddress }), lease);
  const [isUsable, isRevoked] = await Promise.all([
    contract.isNonceUsable(lease.client, lease.nonce, at),
    isSameAccount(payer, lease.client) ? false : contract.isPayerRevoked(payer, digest, at),
  ]);
  return isUsable && !isRevoked;
}

/** What a lease's reserve holds; of one not taken yet, what an opening now would take. */
async function reserveIn(
  contract: LeaseMarket,
  lease: Lease,
  { isOpen, ...at }: { isOpen: boolean; blockTag: number },
): Promise<bigint> {
  if (isOpen) return contract.reserveOf(leaseId(lease), at);
  const [vault, market] = await Promise.all([contract.vault(at), contract.getAddress()]);
  const { balance, allowance } = await readBalance(
    Vault__factory.connect(vault, contract.runner),
    { owner: payerOf(lease), market, token: lease.token },
    at,
  );
  return balance >= lease.reserve && allowance >= lease.reserve ? lease.reserve : 0n;
}

/**
 * Where a lease stands, opened or not, all of the same block.
 *
 * @example
 * const { isOpen, collected, purse } = await lease.show({ provider, market: address, lease });
 */
export function show(parameters: MarketQuestion & { lease: Lease }): Promise<LeaseView> {
  const { provider, market, lease } = parameters;
  const id = leaseId(lease);
  return read(async () => {
    const latest = await provider.getBlock("latest");
    if (latest === null) {
      throw new WeftError("CALL_FAILED", "the node knows no block", { retryable: true });
    }
    const at = { blockTag: latest.number };
    const contract = LeaseMarket__factory.connect(market, provider);
    const { chainId } = await provider.getNetwork();
    const [state, float] = await Promise.all([
      contract.leaseOf(id, at),
      contract.floatOf(payerOf(lease), lease.token, at),
    ]);
    const isOpen = state.endsAt !== 0n;
    const isReserved = lease.reserve !== 0n;
    return {
      leaseId: id,
      block: latest.number,
      time: latest.timestamp,
      isOpen,
      isOpenable: !isOpen && (await canOpen(contract, chainId, lease, at)),
      collected: state.collected,
      endsAt: isOpen ? Number(state.endsAt) : lease.endsAt,
      signerUntil: Number(state.signerUntil),
      feeBps: Number(state.feeBps),
      poolPpm: Number(state.poolPpm),
      purse: isReserved ? await reserveIn(contract, lease, { isOpen, ...at }) : float.balance,
      thawing: isReserved ? 0n : float.thawing,
    };
  });
}

/** What a payer's float holds. */
export function showFloat(
  parameters: MarketQuestion & { payer: string; token: string },
): Promise<FloatView> {
  const contract = LeaseMarket__factory.connect(parameters.market, parameters.provider);
  const payer = checkAccount("payer", parameters.payer);
  const token = checkAccount("token", parameters.token);
  return read(async () => {
    const { balance, thawing, readyAt } = await contract.floatOf(payer, token);
    return { balance, thawing, readyAt: Number(readyAt) };
  });
}

/** What the market would pay now for a valid voucher of an amount, and why no more; for a lease opened or not. */
export function collectable(
  parameters: MarketQuestion & { lease: Lease; amount: bigint },
): Promise<{ due: bigint; reason: LeaseReason }> {
  const contract = LeaseMarket__factory.connect(parameters.market, parameters.provider);
  const struct = packLease(parameters.lease);
  const amount = checkUint("amount", parameters.amount, 128);
  return read(async () => {
    const { due, reason } = await contract.collectable(struct, amount);
    return { due, reason: toLeaseReason(reason) };
  });
}

/** What the market says of a voucher's signature: `None`, `InvalidSignature` or `SignerRevoked`. */
export function signatureFault(
  parameters: MarketQuestion & { voucher: Voucher },
): Promise<LeaseReason> {
  const contract = LeaseMarket__factory.connect(parameters.market, parameters.provider);
  const { provider, token } = parameters.voucher.lease;
  const struct = packVoucher(parameters.voucher);
  return read(async () => toLeaseReason(await contract.checkVoucher(provider, token, struct)));
}

const NEVER = 2n ** 40n - 1n;

/**
 * The first second at which leases that share one purse can be owed more than it holds; undefined for never. A lease
 * that is listed twice counts once.
 */
export function insolventAt(
  parameters: MarketQuestion & { leases: readonly Lease[] },
): Promise<number | undefined> {
  const contract = LeaseMarket__factory.connect(parameters.market, parameters.provider);
  const byId = new Map(parameters.leases.map((lease) => [leaseId(lease), packLease(lease)]));
  const structs = [...byId.values()];
  return read(async () => {
    const second = await contract.insolventAt(structs);
    return second === NEVER ? undefined : Number(second);
  });
}
