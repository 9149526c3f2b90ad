import { NOBODY, minOf } from "../reference/rules";
import { allowedAt, type LeaseTerms, type Opening, type Voucher } from "../reference/terms";
import { CLIENTS, PROVIDERS, type World } from "../reference/world";
import type { Choices } from "./choices";

/** A key that signs vouchers for a client. */
const KEY = "hot";
const DAY = 86_400n;
const FAR = 2n ** 40n - 1n;
const RATE = 1_200_007n;
/** One below the highest amount of a voucher. */
const MOST = 2n ** 128n - 2n;

type Spoil = (opening: Opening, world: World) => void;

/** One thing wrong with an opening each, or nearly; what the market says to it is the model's to know. */
const SPOILS: readonly Spoil[] = [
  ({ lease }, { now }) => (lease.expiry = now - 1n),
  ({ lease }, { now }) => (lease.expiry = now),
  ({ lease }) => (lease.startsAt = 0n),
  ({ lease }) => (lease.endsAt = lease.startsAt),
  ({ lease }) => (lease.endsAt = lease.startsAt + 1n),
  ({ lease }) => (lease.cap = 0n),
  ({ lease }) => (lease.ratePerHour = 0n),
  ({ lease }) => (lease.ratePerHour = lease.cap = 2n ** 128n - 1n),
  ({ lease }) => (lease.elapsedCap = lease.cap + 1n),
  ({ lease }) => (lease.reserve = lease.cap + 1n),
  ({ lease }) => (lease.collectSeconds = 3_599n),
  ({ lease }) => (lease.nonce += 1n << 32n),
  ({ signers }) => (signers.provider = "eve"),
  ({ signers }) => (signers.provider = "fay"),
  ({ signers }) => (signers.client = "eve"),
  ({ signers }) => (signers.client = KEY),
  ({ lease }) => (lease.payer = "eve"),
  ({ lease, signers }) => (lease.payer = signers.payer = "eve"),
  ({ lease, signers }) => {
    lease.payer = signers.payer = "eve";
    lease.reserve = lease.cap;
  },
  ({ lease }) => (lease.cap = lease.reserve = 2n ** 127n),
];

/** A lease that its parties mostly agree on. */
export function openingOf(world: World, choices: Choices): Opening {
  const { now } = world;
  const [provider, client] = [choices.of(PROVIDERS), choices.of(CLIENTS)];
  const cap = choices.of([3_000_011n, 900_001n, 20_000_003n]);
  const payer = choices.mostly([NOBODY], CLIENTS);
  const lease: LeaseTerms = {
    ...{ provider, client, payer, token: choices.mostly(["gold"], ["iron"]) },
    ...{ voucherSigner: choices.of([KEY, NOBODY, KEY]), ratePerHour: RATE, cap },
    elapsedCap: choices.of([0n, cap / 3n, cap]),
    reserve: choices.of([0n, cap / 2n, 0n, cap]),
    startsAt: now - choices.of([7_201n, 3n, 0n, -100n]),
    endsAt: now + choices.of([100_000n, 3_000n, 101n, 30n * DAY]),
    expiry: FAR,
    noticeSeconds: choices.of([600n, 0n, 7_200n]),
    collectSeconds: choices.of([3_600n, DAY]),
    nonce: (world.leases.nonces.epochOf(client) << 32n) + BigInt(choices.below(8)),
  };
  const signers = { provider, client, payer: payer === client ? NOBODY : payer };
  const opening = { lease, signers };
  if (choices.isRare(4)) choices.of(SPOILS)(opening, world);
  return opening;
}

/** An opening of before, or a new one. */
export function nextOpening(world: World, choices: Choices): Opening {
  if (choices.isRare(5) && world.openings.length > 0) return choices.of(world.openings);
  const opening = openingOf(world, choices);
  world.openings.push(opening);
  return opening;
}

export type IsRight = (lease: LeaseTerms) => boolean;

/** A lease, mostly an open one that is right for a call. */
export function leaseOf(world: World, choices: Choices, isRight: IsRight): LeaseTerms {
  const { openings, leases } = world;
  if (openings.length === 0) return nextOpening(world, choices).lease;
  const all = openings.map(({ lease }) => lease);
  const open = all.filter((lease) => leases.of(lease) !== undefined);
  if (open.length === 0 || choices.isRare(8)) return choices.of(all);
  return choices.rightly(open, isRight);
}

/** A voucher for a lease, near what it can be paid now, mostly signed as it should be. */
export function voucherOf(world: World, choices: Choices, lease: LeaseTerms): Voucher {
  const { cap, client, voucherSigner } = lease;
  const open = world.leases.of(lease);
  const collected = open?.collected ?? 0n;
  const end = open?.endsAt ?? lease.endsAt;
  const allowed = allowedAt(lease, world.now < end ? world.now : end);
  const step = collected + (cap - collected) / 7n + 1n;
  const good = [step, allowed, cap, step, lease.elapsedCap > 0n ? 0n : allowed + 1n];
  const odd = [0n, collected, collected > 0n ? collected - 1n : 0n, cap + 1n, MOST];
  const amount = minOf(choices.mostly(good, odd), MOST);
  const key = voucherSigner === NOBODY ? client : voucherSigner;
  const by = choices.mostly([key, client], ["eve", NOBODY, KEY, lease.provider]);
  const voucher = { lease, amount, signed: { by, lease, amount } };
  if (choices.isRare(16)) voucher.signed.amount += 1n;
  if (choices.isRare(16)) voucher.signed.lease = choices.of(world.openings).lease;
  return voucher;
}
