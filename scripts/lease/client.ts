import { voucherToText, type Lease, type Meter, type Opening, type Voucher } from "@weft/sdk";

import { VOUCHER_HEADER, type Refusal, type Tile } from "./service";
import type { Party } from "./world";

/** A client with its lease, and the meter that signs for it. */
export interface Tenant {
  party: Party;
  lease: Lease;
  opening: Opening;
  meter: Meter;
}

function isTile(body: unknown): body is Tile {
  return typeof body === "object" && body !== null && "digest" in body && "fuel" in body;
}

function isRefusal(body: unknown): body is Refusal {
  return (
    typeof body === "object" && body !== null && "faults" in body && Array.isArray(body.faults)
  );
}

/** Asks for a tile, with a line in the voucher's header or none. */
async function ask(service: string, tile: number, line?: string) {
  const headers: Record<string, string> = line === undefined ? {} : { [VOUCHER_HEADER]: line };
  const response = await fetch(`${service}/tiles/${tile}`, { headers });
  const body: unknown = await response.json();
  return { status: response.status, body };
}

/** A tile that is served, for one voucher more. */
export async function buy(service: string, tenant: Tenant, price: bigint, tile: number) {
  const voucher = await tenant.meter.pay(price);
  const { status, body } = await ask(service, tile, voucherToText(voucher));
  if (status !== 200 || !isTile(body)) {
    throw new Error(`tile ${tile} was not served: ${JSON.stringify(body)}`);
  }
  return body;
}

/** The faults that a request is refused for; the service must refuse it. */
export async function beRefused(
  service: string,
  given: Voucher | string | undefined,
): Promise<Refusal["faults"]> {
  const line = typeof given === "object" ? voucherToText(given) : given;
  const { status, body } = await ask(service, 0, line);
  if (status !== 402 || !isRefusal(body)) {
    throw new Error(`a bad voucher was answered by ${status} ${JSON.stringify(body)}`);
  }
  return body.faults;
}
