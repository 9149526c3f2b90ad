import { ZeroAddress } from "ethers";
import { chainIdOf } from "../calls/chain-id";
import { leaseMarketOf, type LeaseMarketCall } from "../calls/lease/call";
import type { Collected } from "../calls/lease/collect";
import { openedLease, type OpenedLease } from "../calls/lease/life";
import { read } from "../calls/read";
import { send } from "../calls/send";
import { eventsIn, type LogHolder } from "../events/events";
import { leaseId } from "../leases/digest";
import type { PayParts } from "../leases/dues";
import { packOpening, packVoucher } from "../leases/pack-lease";
import { LeaseReason, toLeaseReason } from "../leases/reason";
import type { OpeningStruct, VoucherStruct } from "../leases/structs";
import { leaseDomain } from "../leases/typed-data";
import type { Lease, Opening, Voucher } from "../leases/types";
import { signerOfVoucher } from "../leases/voucher-signature";
import { failedItems } from "./failed";
import { runGroups } from "./group";
import { batchGas, mostGas, WALLET_GAS, walletCounter } from "./gas";
import { explainCode, refusalWith } from "./item-error";
import type { BatchResult } from "./outcome";
import { packAll, runBatches, type BatchDoor, type BatchOptions, type Fate } from "./run";

const OPEN_GAS = 200_000n;
/** What a voucher by a key takes at most; all of a batch share what is there. */
const COLLECT_GAS = 60_000n;
/** What a voucher must have where wallets are asked: `WALLET_ITEM_GAS` of the market. */
const WALLET_ITEM_GAS = 460_000n;
/** What a collection spends beside its vouchers. */
const PAY_OVERHEAD = 200_000n;

/** What the events of a transaction say of its items: one event an item, in their order. */
function itemsIn<Said>(
  { hash, logs }: LogHolder,
  reader: (log: LogHolder) => Said | undefined,
): Said[] {
  return logs.flatMap((log) => reader({ hash, logs: [log] }) ?? []);
}

export type OpenBatchParameters = LeaseMarketCall &
  BatchOptions & {
    openings: readonly Opening[];
  };

/**
 * Opens many leases, by as many transactions as it takes. Those that are open already are passed over.
 *
 * @example
 * const { outcomes } = await lease.openBatch({ signer, market: address, openings });
 */
export async function openBatch(
  parameters: OpenBatchParameters,
): Promise<BatchResult<Opening, OpenedLease>> {
  const { market, openings } = parameters;
  const contract = leaseMarketOf(parameters);
  packAll(openings, packOpening);
  const walletsAmong = walletCounter(parameters.signer.provider);
  const gasPerItem =
    parameters.gasPerItem ??
    (await mostGas(openings, async ({ lease: { provider, client, payer } }) => {
      const accounts = [provider, client, payer].filter((each) => each !== ZeroAddress);
      return OPEN_GAS + WALLET_GAS * (await walletsAmong(accounts));
    }));

  const door: BatchDoor<Opening, { id: string; struct: OpeningStruct }, OpenedLease> = {
    ...batchGas(gasPerItem),
    idOf: ({ id }) => id,
    pack: (opening) => ({ id: leaseId(opening.lease), struct: packOpening(opening) }),
    encode: (items) =>
      contract.interface.encodeFunctionData("openBatch", [
        items.map(({ struct }) => struct),
        gasPerItem,
      ]),
    look: (items) =>
      Promise.all(
        items.map(async ({ id }) => {
          const { endsAt } = await read(() => contract.leaseOf(id));
          return endsAt === 0n ? undefined : "before";
        }),
      ),
    send: (items, overrides) =>
      send(parameters, () =>
        contract.openBatch(
          items.map(({ struct }) => struct),
          gasPerItem,
          overrides,
        ),
      ),
    read: (receipt, items) => {
      const at = { blockTag: receipt.blockNumber };
      const failed = failedItems(receipt, market);
      const events = eventsIn(receipt, market, contract.getEvent("LeaseOpened"));
      const opened = new Map(events.map((event) => [event.leaseId, openedLease(event)]));
      return Promise.all(
        items.map(async ({ id, struct }, index) => {
          const code = failed.get(index);
          if (code !== undefined) {
            return explainCode(code, () => contract.open.staticCall(struct, at));
          }
          const result = opened.get(id);
          return result && { result };
        }),
      );
    },
  };
  return runBatches(parameters, door, openings);
}

export type CollectBatchParameters = LeaseMarketCall &
  BatchOptions & {
    vouchers: readonly Voucher[];
    /**
     * Whether clients that are wallets are asked about their signatures, for 460,000 gas set aside a voucher. Left out,
     * vouchers that only a wallet can vouch for are collected apart, by transactions that ask; those of keys are never
     * held up by them.
     */
    asksWallets?: boolean;
  };

/** What a run collected, over all its transactions. */
export interface CollectedBatch extends BatchResult<Voucher, Collected>, PayParts {}

/** Tells of each voucher whether its client is a wallet that has to be asked: no key's signature, and code. */
async function askedAmong(
  { signer, market }: LeaseMarketCall,
  vouchers: readonly Voucher[],
): Promise<ReadonlySet<Voucher>> {
  const asked = new Set<Voucher>();
  const { provider } = signer;
  if (provider === null) return asked;
  const chainId = await chainIdOf(provider);
  const domain = leaseDomain({ chainId, contract: market });
  const walletsAmong = walletCounter(provider);
  for (const voucher of vouchers) {
    // By elapsed time alone nobody's signature is read.
    if (voucher.amount === 0n || (await signerOfVoucher({ domain, voucher })) !== "nobody")
      continue;
    if ((await walletsAmong([voucher.lease.client])) !== 0n) asked.add(voucher);
  }
  return asked;
}

/**
 * Collects many vouchers of many clients, one payment a transaction to their provider. Vouchers of several providers or
 * tokens, and those of wallets, take a transaction each. What a voucher entitles to and was paid before is passed over.
 *
 * @example
 * const { outcomes, paid, fee } = await lease.collectBatch({ signer, market: address, vouchers });
 */
export async function collectBatch(parameters: CollectBatchParameters): Promise<CollectedBatch> {
  const { market, vouchers } = parameters;
  const contract = leaseMarketOf(parameters);
  packAll(vouchers, packVoucher);
  const wallets =
    parameters.asksWallets === undefined
      ? await askedAmong(parameters, vouchers)
      : new Set(parameters.asksWallets ? vouchers : []);

  const doorOf = (
    { provider, token }: Lease,
    asksWallets: boolean,
  ): BatchDoor<Voucher, { id: string; struct: VoucherStruct }, Collected> => ({
    ...batchGas(asksWallets ? WALLET_ITEM_GAS : COLLECT_GAS, PAY_OVERHEAD),
    idOf: ({ id, struct }) => `${id}/${struct.amount}`,
    pack: (voucher) => ({ id: leaseId(voucher.lease), struct: packVoucher(voucher) }),
    encode: (items) =>
      contract.interface.encodeFunctionData("collectBatch", [
        provider,
        token,
        items.map(({ struct }) => struct),
        asksWallets,
      ]),
    look: (items) =>
      Promise.all(
        items.map(async ({ id, struct }) => {
          const [{ endsAt }, { due, reason: number }] = await read(() =>
            Promise.all([
              contract.leaseOf(id),
              contract.collectable({ provider, token, terms: struct.terms }, struct.amount),
            ]),
          );
          if (endsAt === 0n) return refusalWith("LeaseNothingToCollect", [id, LeaseReason.NotOpen]);
          if (due !== 0n) return undefined;
          const reason = toLeaseReason(number);
          const isPaid = reason === LeaseReason.Voucher || reason === LeaseReason.Cap;
          return isPaid ? "before" : refusalWith("LeaseNothingToCollect", [id, reason]);
        }),
      ),
    send: (items, overrides) =>
      send(parameters, () =>
        contract.collectBatch(
          provider,
          token,
          items.map(({ struct }) => struct),
          asksWallets,
          overrides,
        ),
      ),
    read: (receipt) =>
      Promise.resolve(
        itemsIn(receipt, (log): Fate<Collected> => {
          const [collected] = eventsIn(log, market, contract.getEvent("LeaseCollected"));
          if (collected !== undefined) {
            const { leaseId: id, amount, reason } = collected;
            return { result: { leaseId: id, amount, reason: toLeaseReason(reason) } };
          }
          const [unpaid] = eventsIn(log, market, contract.getEvent("LeaseNotPaid"));
          return unpaid && refusalWith("LeaseNothingToCollect", [unpaid.leaseId, unpaid.reason]);
        }),
      ),
  });

  const result = await runGroups(
    vouchers,
    (voucher) => `${voucher.lease.provider}/${voucher.lease.token}/${wallets.has(voucher)}`,
    async (items) => {
      const [first] = items;
      if (first === undefined) return { outcomes: [], receipts: [] };
      return runBatches(parameters, doorOf(first.lease, wallets.has(first)), items);
    },
  );
  const all: CollectedBatch = { ...result, paid: 0n, fee: 0n, pooled: 0n };
  for (const receipt of all.receipts) {
    for (const pay of eventsIn(receipt, market, contract.getEvent("ProviderPaid"))) {
      all.paid += pay.paid;
      all.fee += pay.fee;
      all.pooled += pay.pooled;
    }
  }
  return all;
}
