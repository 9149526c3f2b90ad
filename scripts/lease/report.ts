import { leaseId } from "@weft/sdk";
import { formatUnits } from "ethers";

import type { Ledger } from "../lib/ledger";
import { grouped, table } from "../lib/table";
import { PRICE, type Outcome } from "./story";
import { MONEY_DECIMALS, type World } from "./world";

const dollars = (amount: bigint): string => formatUnits(amount, MONEY_DECIMALS);

/** The story in tables, for people. */
export function asText(
  { provider, delegator }: World,
  { tenants, tiles, rejections, collected, paid, fee, pooled }: Outcome,
  { steps }: Ledger,
): string {
  const served = tenants.map(({ party }) => {
    const own = tiles.filter(({ client }) => client === party.name);
    const fuel = own.reduce((sum, tile) => sum + tile.fuel, 0n);
    const amount = collected.get(party.name) ?? 0n;
    return [party.name, grouped(own.length), grouped(own.length), grouped(fuel), dollars(amount)];
  });
  const shares = [
    [provider.name, "provider", dollars(paid - pooled)],
    [delegator.name, "delegator", dollars(pooled)],
    ["treasury", "protocol fee", dollars(fee)],
    ["", "sum", dollars(paid + fee)],
  ];
  return [
    table(["client", "requests", "vouchers", "fuel", "paid TUSD"], served),
    table(
      ["refused with 402", "fault", "reason"],
      rejections.map(({ what, fault, sentence }) => [what, fault, sentence]),
    ),
    table(["who", "as", "TUSD"], shares),
    table(
      ["who", "step", "gas"],
      steps.map(({ who, what, gas }) => [who, what, grouped(gas)]),
    ),
  ].join("\n\n");
}

/** The same for programs. */
export function summarize(
  { tenants, tiles, rejections, collected, paid, fee, pooled }: Outcome,
  { steps }: Ledger,
): Record<string, unknown> {
  return {
    price: PRICE,
    leases: tenants.map(({ party, lease, meter }) => ({
      id: leaseId(lease),
      client: party.name,
      requests: tiles.filter(({ client }) => client === party.name).length,
      signed: meter.signed,
      paid: collected.get(party.name) ?? 0n,
    })),
    tiles,
    refused: rejections,
    provider: paid - pooled,
    delegators: pooled,
    fee,
    steps,
  };
}
