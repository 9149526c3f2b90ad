import type { Collecting, Payee } from "../reference/collections";
import { LEASE_MARKET } from "../reference/leases";
import { payerOf } from "../reference/orders";
import { NOBODY, outcomeOf, type Outcome } from "../reference/rules";
import type { LeaseTerms, Voucher } from "../reference/terms";
import { CLIENTS, PEOPLE, PROVIDERS, TOKENS, type World } from "../reference/world";
import type { Choices } from "./choices";
import { marketMoves } from "./market";
import type { Move, Plan } from "./move";
import { leaseOf, nextOpening, voucherOf, type IsRight } from "./openings";

const TO = { to: LEASE_MARKET };
const ITEM_GAS = 2_000_000n;
const NEVER = outcomeOf([], () => {});

/** The place of a lease among those that were signed, for the tale. */
function nameOf({ openings }: World, lease: LeaseTerms): string {
  return `lease ${openings.findIndex((opening) => opening.lease === lease)}`;
}

const open: Plan = (world, choices) => {
  const opening = nextOpening(world, choices);
  return {
    ...{ ...TO, from: choices.of(PEOPLE), method: "open", args: [opening] },
    encode: (papers) => [papers.leases.opening(opening)],
    outcome: world.leases.open(opening, world.now),
  };
};

const openBatch: Plan = (world, choices) => {
  const openings = [nextOpening(world, choices), nextOpening(world, choices)];
  return {
    ...{ ...TO, from: choices.of(PEOPLE), method: "openBatch", args: openings, outcome: NEVER },
    encode: (papers) => [openings.map((one) => papers.leases.opening(one)), ITEM_GAS],
    items: openings.map((opening) => () => world.leases.open(opening, world.now)),
  };
};

/** Whether time alone would bring something, which vouchers do as well. */
function isOwed({ leases, now }: World): IsRight {
  return (lease) => leases.collectable(lease, lease.cap, now).amount > 0n;
}

function payeeOf({ provider, token }: LeaseTerms, choices: Choices): Payee {
  if (choices.isRare(12)) return { provider: choices.of(PROVIDERS), token: choices.of(TOKENS) };
  return { provider, token };
}

/** What a voucher is, handed in for this provider and token. */
function handedIn(voucher: Voucher, payee: Payee): Voucher {
  return { ...voucher, lease: { ...voucher.lease, ...payee } };
}

function told(world: World, { lease, amount, signed }: Voucher): unknown[] {
  return [nameOf(world, lease), amount, signed.by, nameOf(world, signed.lease), signed.amount];
}

function collecting(move: Omit<Move, "outcome">, { outcome, brought }: Collecting): Move {
  return { ...move, outcome, brought };
}

/** A voucher is handed in for a provider and a token. */
export function collectOf(world: World, from: string, payee: Payee, signed: Voucher): Move {
  const { provider, token } = payee;
  const voucher = handedIn(signed, payee);
  const move: Omit<Move, "outcome"> = {
    ...{ ...TO, from, method: "collect", args: [provider, token, ...told(world, signed)] },
    encode: (papers) => [provider, token, papers.leases.voucher(voucher)],
  };
  return collecting(move, world.leases.collect(payee, voucher, world.now));
}

const collect: Plan = (world, choices) => {
  const lease = leaseOf(world, choices, isOwed(world));
  const payee = payeeOf(lease, choices);
  const signed = voucherOf(world, choices, lease);
  return collectOf(world, choices.of(PEOPLE), payee, signed);
};

const collectBatch: Plan = (world, choices) => {
  const lease = leaseOf(world, choices, isOwed(world));
  const payee = payeeOf(lease, choices);
  const isPayees: IsRight = (one) =>
    one.provider === payee.provider && one.token === payee.token && isOwed(world)(one);
  const more = [1, 2].map(() => leaseOf(world, choices, isPayees));
  const signed = [lease, ...more].map((one) => voucherOf(world, choices, one));
  const vouchers = signed.map((one) => handedIn(one, payee));
  const asksWallets = choices.of([false, true]);
  return collecting(
    {
      ...{ ...TO, from: choices.of(PEOPLE), method: "collectBatch" },
      args: [payee.provider, payee.token, ...signed.map((one) => told(world, one)), asksWallets],
      encode: (papers) => {
        const structs = vouchers.map((voucher) => papers.leases.voucher(voucher));
        return [payee.provider, payee.token, structs, asksWallets];
      },
    },
    world.leases.collectBatch(payee, vouchers, world.now),
  );
};

const fundFloat: Plan = ({ leases, money }, choices) => {
  const from = choices.mostly<string>(CLIENTS, PEOPLE);
  const payer = choices.mostly<string>([from, ...CLIENTS], PEOPLE);
  const token = choices.mostly<string>(["gold"], TOKENS);
  const balance = money.balances.get(token, from);
  const amount = choices.mostly([900_003n, 1n, 2_500_000n], [0n, balance, balance + 1n]);
  return {
    ...{ ...TO, from, method: "fundFloat", args: [payer, token, amount] },
    outcome: leases.floats.fund(from, payer, token, amount),
  };
};

const thawFloat: Plan = ({ leases: { floats }, now }, choices) => {
  const from = choices.mostly<string>(CLIENTS, PEOPLE);
  const token = choices.mostly<string>(["gold"], TOKENS);
  const { balance, thawing } = floats.of(from, token);
  const some = choices.of([thawing, thawing + 1n, thawing / 2n, balance]);
  const amount = choices.isRare(2) ? some : choices.part(balance);
  return {
    ...{ ...TO, from, method: "thawFloat", args: [token, amount] },
    outcome: floats.thaw(from, token, amount, now),
  };
};

const withdrawFloat: Plan = ({ leases: { floats }, now }, choices) => {
  const from = choices.of(PEOPLE);
  const purses = PEOPLE.flatMap((payer) => TOKENS.map((token) => ({ payer, token })));
  const isThawing = (purse: (typeof purses)[0]): boolean =>
    floats.of(purse.payer, purse.token).thawing > 0n;
  const { payer, token } = choices.rightly(purses, isThawing);
  return {
    ...{ ...TO, from, method: "withdrawFloat", args: [payer, token] },
    outcome: floats.withdraw(payer, token, now),
  };
};

interface ByWhom {
  from: string;
  outcome: Outcome;
  rest?: readonly bigint[];
}

/** A call about a lease. */
export function leaseCall(world: World, method: string, lease: LeaseTerms, by: ByWhom): Move {
  const { from, outcome, rest = [] } = by;
  return {
    ...{ ...TO, method, from, outcome, args: [nameOf(world, lease), ...rest] },
    encode: (papers) => [papers.leases.lease(lease), ...rest],
  };
}

/** A call about some lease. */
function aboutLease(
  method: string,
  isRight: (world: World) => IsRight,
  by: (world: World, lease: LeaseTerms, choices: Choices) => ByWhom,
): Plan {
  return (world, choices) => {
    const lease = leaseOf(world, choices, isRight(world));
    return leaseCall(world, method, lease, by(world, lease, choices));
  };
}

const isRunning = ({ leases, now }: World): IsRight => {
  return (lease) => now < (leases.of(lease)?.endsAt ?? 0n);
};

const addReserve = aboutLease(
  "addReserve",
  (world) => (lease) => lease.reserve > 0n && isRunning(world)(lease),
  ({ leases, money, now }, lease, choices) => {
    const from = choices.mostly<string>(CLIENTS, PEOPLE);
    const balance = money.balances.get(lease.token, from);
    const amount = choices.mostly([100_003n, 1n], [0n, balance + 1n]);
    return { from, outcome: leases.addReserve(lease, from, amount, now), rest: [amount] };
  },
);

/** Who is charged, or uses what is charged. */
function payingOf(lease: LeaseTerms, choices: Choices): string {
  return choices.mostly<string>([lease.client, payerOf(lease)], PEOPLE);
}

const close = aboutLease("close", isRunning, ({ leases, now }, lease, choices) => {
  const from = payingOf(lease, choices);
  return { from, outcome: leases.close(lease, from, now) };
});

const giveNotice = aboutLease("giveNotice", isRunning, ({ leases, now }, lease, choices) => {
  const from = choices.mostly<string>([lease.provider, lease.provider, "fay"], PEOPLE);
  return { from, outcome: leases.giveNotice(lease, from, now) };
});

const revokeVoucherSigner = aboutLease(
  "revokeVoucherSigner",
  ({ leases }) =>
    (lease) =>
      lease.voucherSigner !== NOBODY && leases.of(lease)?.signerUntil === 0n,
  ({ leases, now }, lease, choices) => {
    const from = payingOf(lease, choices);
    return { from, outcome: leases.revokeVoucherSigner(lease, from, now) };
  },
);

/** Something is left of its reserve. */
const isReserved = ({ leases }: World): IsRight => {
  return (lease) => (leases.of(lease)?.reserve ?? 0n) > 0n;
};

const refundReserve = aboutLease(
  "refundReserve",
  (world) => {
    const [isLeft, isOn] = [isReserved(world), isRunning(world)];
    const isEnded = world.openings.some(({ lease }) => isLeft(lease) && !isOn(lease));
    return (lease) => isLeft(lease) && !(isEnded && isOn(lease));
  },
  ({ leases, now }, lease, choices) => {
    const from = choices.isRare(3) ? lease.provider : choices.of(PEOPLE);
    return { from, outcome: leases.refundReserve(lease, from, now) };
  },
);

const revokePayer: Plan = (world, choices) => {
  const from = choices.of(CLIENTS);
  const isPaid: IsRight = ({ payer }) => payer === from;
  const all = world.openings.map(({ lease }) => lease);
  const lease = all.length === 0 ? leaseOf(world, choices, isPaid) : choices.rightly(all, isPaid);
  return {
    ...{ ...TO, from, method: "revokePayer", args: [nameOf(world, lease)] },
    encode: (papers) => [papers.leases.digest(lease)],
    outcome: world.leases.revokePayer(from, lease),
  };
};

const common = marketMoves(({ leases }) => leases);

export const LEASE_MOVES = {
  ...{ open, openBatch, collect, collectBatch, fundFloat, thawFloat, withdrawFloat, addReserve },
  ...{ close, giveNotice, revokeVoucherSigner, refundReserve },
  cancelLease: common.cancel,
  cancelLeaseWord: common.cancelWord,
  cancelAllLeases: common.cancelAll,
  revokeLeasePayer: revokePayer,
  setLeaseFee: common.setFee,
  collectLeaseFees: common.collectFees,
};

/** Seconds to come at which something about leases changes. */
export function leaseMoments({ leases, openings, now }: World): bigint[] {
  const ends = openings.flatMap(({ lease }) => {
    const open = leases.of(lease);
    if (open === undefined) return [lease.expiry];
    return [open.endsAt, open.endsAt + lease.collectSeconds, open.signerUntil];
  });
  const floats = CLIENTS.map((payer) => leases.floats.of(payer, "gold").readyAt);
  const soon = now + 40n * 86_400n;
  return [...ends, ...floats].filter((moment) => moment > now && moment < soon);
}
