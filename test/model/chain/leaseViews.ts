import { keyOf, payerOf } from "../reference/orders";
import { NOBODY } from "../reference/rules";
import type { LeaseTerms, Voucher } from "../reference/terms";
import { LEASES, type World } from "../reference/world";
import type { View } from "./reader";
import type { Session } from "./session";
import { wordOf } from "./views";

/** Leases on one float that are asked about together. */
const MOST_TOGETHER = 2;
/** A voucher's amount between nothing and any cap. */
const SOME = 654_321n;

/** Questions about one lease, whether it was opened or not. */
export function leaseViews(session: Session, world: World, lease: LeaseTerms): View[] {
  const { leases } = world;
  const papers = session.papers.leases;
  const [id, struct] = [papers.id(lease), papers.lease(lease)];
  const place = world.openings.findIndex((opening) => opening.lease === lease);
  const ask = (method: string, args: readonly unknown[], expected: View["expected"]): View => ({
    ...session.view(LEASES, method, args, expected),
    label: `${method} of lease ${place}`,
  });
  const dues = [0n, SOME, lease.cap].map((amount) =>
    ask("collectable", [struct, amount], () => {
      const due = leases.collectable(lease, amount, world.now);
      return [due.amount, due.reason];
    }),
  );
  const faults = [lease.client, "hot"].map((by) => {
    const voucher: Voucher = { lease, amount: SOME, signed: { by, lease, amount: SOME } };
    const args = [lease.provider, lease.token, papers.voucher(voucher)];
    return ask("checkVoucher", args, () => [leases.faultOf(voucher, world.now)]);
  });
  const { payer } = lease;
  const revoked = ask("isPayerRevoked", [payer, papers.digest(lease)], () => [
    wordOf(leases.isRevoked(payer, lease)),
  ]);
  return [
    ask("leaseOf", [id], () => {
      const open = leases.of(lease);
      if (open === undefined) return [0n, 0n, 0n, 0n, 0n];
      return [open.collected, open.endsAt, open.signerUntil, open.feeBps, open.poolPpm];
    }),
    ask("reserveOf", [id], () => [leases.of(lease)?.reserve ?? 0n]),
    ...[...dues, ...faults, ...(payer === NOBODY ? [] : [revoked])],
  ];
}

/** Answers about one lease that never change. */
export function leaseNames(session: Session, lease: LeaseTerms): View[] {
  const papers = session.papers.leases;
  const [id, struct] = [papers.id(lease), papers.lease(lease)];
  const [digest, voucher] = [papers.digest(lease), papers.voucherDigest(lease, SOME)];
  return [
    session.view(LEASES, "leaseIdOf", [struct], () => [BigInt(id)]),
    session.view(LEASES, "leaseDigest", [struct], () => [BigInt(digest)]),
    session.view(LEASES, "voucherDigest", [id, SOME], () => [BigInt(voucher)]),
  ];
}

/** Which leases are paid from one purse: those on a float, and each with a reserve by itself. */
export function purseOf(lease: LeaseTerms): string {
  return lease.reserve === 0n ? `${payerOf(lease)},${lease.token}` : keyOf(lease);
}

/** For how long a purse lasts; of leases on one float, the newest. */
export function insolvencyView(
  session: Session,
  world: World,
  [lease, ...others]: readonly [LeaseTerms, ...LeaseTerms[]],
): View {
  const together = [lease, ...others.slice(1 - MOST_TOGETHER)] as const;
  const structs = together.map((one) => session.papers.leases.lease(one));
  return {
    ...session.view(LEASES, "insolventAt", [structs], () => [
      world.leases.insolventAt(together, world.now),
    ]),
    label: `insolventAt of ${purseOf(lease)}`,
  };
}
