import { ZeroAddress } from "ethers";
import { chainIdOf } from "../calls/chain-id";
import type { OneShotCall } from "../calls/oneshot";
import { read } from "../calls/read";
import { send } from "../calls/send";
import { OneShotMarket__factory, type OneShotMarket } from "../contracts";
import { WeftError } from "../errors/weft-error";
import { eventsIn } from "../events/events";
import { paidResults, type PaidResult } from "../oneshot/landed";
import { acceptanceId, packClaim, packPlainClaim } from "../oneshot/pack";
import { oneShotDomain } from "../oneshot/typed-data";
import type { Claim, ClaimStruct, PlainClaimStruct } from "../oneshot/types";
import { failedItems } from "./failed";
import { batchGas, mostGas, WALLET_GAS, walletCounter } from "./gas";
import { runGroups } from "./group";
import { explainCode, refusalWith } from "./item-error";
import type { BatchResult } from "./outcome";
import { packAll, runBatches, type BatchDoor, type BatchOptions } from "./run";

/** A claim by a key, of a client and in a token that the market has not seen before. */
const CLAIM_GAS = 90_000n;
const PAY_OVERHEAD = 200_000n;

export type ClaimBatchParameters = OneShotCall &
  BatchOptions & {
    claims: readonly Claim[];
    /** The first block to look at for claims that landed before. */
    since?: number;
  };

interface PackedClaim {
  id: string;
  nonce: bigint;
  struct: ClaimStruct;
  plain: PlainClaimStruct | undefined;
}

/** Whom the claims of a call pay, in what. */
interface Payee {
  provider: string;
  token: string;
}

/** The two doors for batches: one for any claims, one for plain ones at half the calldata. */
function doorsOf(contract: OneShotMarket, { provider, token }: Payee, gasPerItem: bigint) {
  const encode = contract.interface;
  const structs = (items: readonly PackedClaim[]) => items.map(({ struct }) => struct);
  const plains = (items: readonly PackedClaim[]) => items.flatMap(({ plain }) => plain ?? []);
  return {
    any: {
      ...batchGas(gasPerItem, PAY_OVERHEAD),
      encode: (items: readonly PackedClaim[]) =>
        encode.encodeFunctionData("claimBatch", [provider, token, structs(items), gasPerItem]),
      call: (items: readonly PackedClaim[], overrides: object) =>
        contract.claimBatch(provider, token, structs(items), gasPerItem, overrides),
    },
    plain: {
      // A run of claims that fails is run again one by one.
      ...batchGas(gasPerItem * 2n, PAY_OVERHEAD),
      encode: (items: readonly PackedClaim[]) =>
        encode.encodeFunctionData("claimPlainBatch", [provider, token, plains(items), gasPerItem]),
      call: (items: readonly PackedClaim[], overrides: object) =>
        contract.claimPlainBatch(provider, token, plains(items), gasPerItem, overrides),
    },
  };
}

/**
 * Claims many accepted results, by as many transactions as it takes. Claims for several providers or tokens take a
 * transaction each. What was paid before is passed over; claims of one client that follow each other are the cheapest.
 *
 * @example
 * const { outcomes } = await oneshot.claimBatch({ signer, market: address, claims });
 */
export async function claimBatch(
  parameters: ClaimBatchParameters,
): Promise<BatchResult<Claim, PaidResult>> {
  const { signer, market, claims, since = 0 } = parameters;
  const contract = OneShotMarket__factory.connect(market, signer);
  const chain = signer.provider;
  if (chain === null) {
    throw new WeftError(
      "NO_PROVIDER",
      "claims are looked up on the chain, so the signer needs a provider",
    );
  }
  packAll(claims, packClaim);
  const domain = oneShotDomain({ chainId: await chainIdOf(chain), contract: market });
  const walletsAmong = walletCounter(chain);

  const run = async (group: readonly Claim[]): Promise<BatchResult<Claim, PaidResult>> => {
    const { provider = "", token = "" } = group[0]?.acceptance ?? {};
    const gasPerItem =
      parameters.gasPerItem ??
      (await mostGas(group, async ({ acceptance: { client, payer } }) => {
        const accounts = payer === ZeroAddress ? [client] : [client, payer];
        return CLAIM_GAS + WALLET_GAS * (await walletsAmong(accounts));
      }));
    const isPlain = group.every((claim) => packPlainClaim(domain, claim) !== undefined);
    const { call, ...costs } = doorsOf(contract, { provider, token }, gasPerItem)[
      isPlain ? "plain" : "any"
    ];

    const door: BatchDoor<Claim, PackedClaim, PaidResult> = {
      ...costs,
      idOf: ({ id }) => id,
      pack: (claim) => ({
        id: acceptanceId(domain, claim.acceptance),
        nonce: claim.acceptance.nonce,
        struct: packClaim(claim),
        plain: packPlainClaim(domain, claim),
      }),
      look: async (items) => {
        const spent = await Promise.all(
          items.map(({ struct }) => read(() => contract.isSpent(struct))),
        );
        const ids = items.flatMap(({ id }, at) => (spent[at] === true ? [id] : []));
        const paid = await paidResults({ provider: chain, market, ids, since });
        return items.map(({ id, nonce, struct: { client } }, at) => {
          if (spent[at] !== true) return undefined;
          if (paid.has(id)) return "before";
          return refusalWith("OrderNonceUsed", [client, nonce]);
        });
      },
      send: (items, overrides) => send(parameters, () => call(items, overrides)),
      read: (receipt, items) => {
        const failed = failedItems(receipt, market);
        const at = { blockTag: receipt.blockNumber };
        const events = eventsIn(receipt, market, contract.getEvent("ResultPaid"));
        const paid = new Map(events.map((event) => [event.id, event]));
        return Promise.all(
          items.map(async ({ id, struct }, index) => {
            const code = failed.get(index);
            if (code !== undefined) {
              return explainCode(code, () =>
                contract.claim.staticCall(provider, token, struct, at),
              );
            }
            const event = paid.get(id);
            if (event === undefined) return undefined;
            const { amount, fee } = event;
            return { result: { id, amount, fee, transaction: receipt.hash } };
          }),
        );
      },
    };
    return runBatches(parameters, door, group);
  };
  return runGroups(claims, ({ acceptance: { provider, token } }) => `${provider}/${token}`, run);
}
