import { ZeroAddress } from "ethers";
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
import type { Opening, Voucher } from "../leases/types";
import { runGroups } from "./group";
import { mostGas, WALLET_GAS, walletCounter } from "./gas";
import { explainCode, refusalWith } from "./item-error";
import type { BatchResult } from "./outcome";
import { packAll, runBatches, type BatchDoor, type BatchOptions, type Fate } from "./run";

// What the lease market asks for beside the gas of the items, by its `_checkGas`, and what comes before it.
const ITEM_OVERHEAD = 15_000n;
const FIXED_GAS = 240_000n;
const OPEN_GAS = 200_000n;
/** What a voucher by a key takes at most; all of a batch share what is there. */
const COLLECT_GAS = 60_000n;
/** What a voucher must have where wallets are asked: `WALLET_ITEM_GAS` of the market. */
const WALLET_ITEM_GAS = 460_000n;

function itemGasOf(gasPerItem: bigint): bigint {
  return gasPerItem + gasPerItem / 63n + ITEM_OVERHEAD;
}

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
    itemGas: itemGasOf(gasPerItem),
    fixedGas: FIXED_GAS,
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
      const said = itemsIn(
        receipt,
        (log): { result: OpenedLease } | { code: string } | undefined => {
          const [opened] = eventsIn(log, market, contract.getEvent("LeaseOpened"));
          if (opened !== undefined) return { result: openedLease(opened) };
          const [failed] = eventsIn(log, market, contract.getEvent("LeaseNotOpened"));
          return failed && { code: failed.reason };
        },
      );
      return Promise.all(
        items.map(async ({ struct }, index) => {
          const fate = said[index];
          if (fate === undefined || "result" in fate) return fate;
          return explainCode(fate.code, () => contract.open.staticCall(struct, at));
        }),
      );
    },
  };
  return runBatches(parameters, door, openings);
}

export type CollectBatchParameters = LeaseMarketCall &
  BatchOptions & {
    vouchers: readonly Voucher[];
    /** Asks clients that are wallets, for 460,000 gas set aside a voucher; vouchers of keys need none of it. */
    asksWallets?: boolean;
  };

/** What a run collected, over all its transactions. */
export interface CollectedBatch extends BatchResult<Voucher, Collected>, PayParts {}

/**
 * Collects many vouchers of many clients, one payment a transaction to their provider. Vouchers of several providers or
 * tokens take a transaction each. What a voucher entitles to and was paid before is passed over.
 *
 * @example
 * const { outcomes, paid, fee } = await lease.collectBatch({ signer, market: address, vouchers });
 */
export async function collectBatch(parameters: CollectBatchParameters): Promise<CollectedBatch> {
  const { market, vouchers, asksWallets = false } = parameters;
  const contract = leaseMarketOf(parameters);
  packAll(vouchers, packVoucher);
  const gasPerItem = asksWallets ? WALLET_ITEM_GAS : COLLECT_GAS;

  const doorOf = (
    provider: string,
    token: string,
  ): BatchDoor<Voucher, { id: string; struct: VoucherStruct }, Collected> => ({
    itemGas: itemGasOf(gasPerItem),
    fixedGas: FIXED_GAS,
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
    ({ lease }) => `${lease.provider}/${lease.token}`,
    (items) => {
      const [first] = items;
      const { provider = "", token = "" } = first?.lease ?? {};
      return runBatches(parameters, doorOf(provider, token), items);
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
