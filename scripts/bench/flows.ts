import { makeRoom, runJobs } from "../gas/batch";
import { createClients } from "../gas/clients";
import { createLeaseWorld, openLeases, sendVouchers } from "../gas/lease";
import { deployMarket, sendClaims } from "../gas/oneshot";
import { sendable } from "../gas/parts";
import { gasOf, type World } from "../gas/world";
import { measure, type Measurement } from "./measure";

/**
 * Measures batches of every size, smallest first, of parties who have all dealt before; in as many transactions as it
 * takes for each to be one that any chain takes.
 */
export type Benchmark = (world: World, sizes: readonly number[]) => Promise<Measurement[]>;

function most(sizes: readonly number[]): number {
  return Math.max(...sizes);
}

/** Matched, submitted with an attestation, settled; by one client, and by as many as there are jobs. */
export const benchJobs: Benchmark = async (world, sizes) => {
  await makeRoom();
  const one = [world.client];
  const many = await createClients(world, await world.jobMarket.getAddress(), most(sizes));
  const measured: Measurement[] = [];
  // The first run of each is not measured: it writes the slots that later jobs take over.
  await runJobs(world, one, most(sizes));
  for (const size of sizes) {
    measured.push(
      await measure(`job.batch${size}`, size, await runJobs(world, one, size, sendable)),
    );
  }
  await runJobs(world, many, most(sizes));
  for (const size of sizes) {
    const sent = await runJobs(world, many.slice(0, size), size, sendable);
    measured.push(await measure(`job.batch${size}.distinct`, size, sent));
  }
  return measured;
};

/** Results accepted in advance, claimed; by one client, and by as many as there are claims. */
export const benchClaims: Benchmark = async (world, sizes) => {
  const market = await deployMarket(world);
  const many = await createClients(world, await market.getAddress(), most(sizes));
  for (const client of many) await gasOf(() => market.connect(client).cancelAll());
  await sendClaims(world, market, many, 0, many.length);
  const measured: Measurement[] = [];
  // Nonces of the word that all have begun.
  let nonce = 1;
  for (const size of sizes) {
    const clients = many.slice(0, size);
    const sent = await sendClaims(world, market, clients, nonce, size, sendable);
    measured.push(await measure(`oneshot.batch${size}.distinct`, size, sent));
    nonce += 1;
  }
  for (const size of sizes) {
    const sent = await sendClaims(world, market, many.slice(0, 1), nonce, size, sendable);
    measured.push(await measure(`oneshot.batch${size}.same`, size, sent));
    nonce += size;
  }
  return measured;
};

/** Vouchers of as many leases and clients, none of them the first of its lease. */
export const benchVouchers: Benchmark = async (_, sizes) => {
  const world = await createLeaseWorld();
  const { clients } = await openLeases(world, most(sizes));
  const measured: Measurement[] = [];
  let round = 1n;
  for (const size of sizes) {
    round += 1n;
    const sent = await sendVouchers(world, clients.slice(0, size), round);
    measured.push(await measure(`voucher.batch${size}.repeat`, size, [sent]));
  }
  return measured;
};
