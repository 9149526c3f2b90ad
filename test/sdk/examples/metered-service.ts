import type { Provider, Signer } from "ethers";
import {
  buildLease,
  lease,
  leaseDomain,
  MemoryVoucherStore,
  Meter,
  noncePort,
  NonceSource,
  signLease,
  Till,
  voucherFromText,
  voucherToText,
} from "../../../packages/sdk/src";

/** Accounts and addresses of the example; the client has a balance in the vault and opted in to the market. */
export interface LeaseSetup {
  chain: Provider;
  provider: Signer;
  client: Signer;
  /** A key that signs vouchers in the client's place. */
  key: Signer;
  token: string;
  /** Address of the lease market. */
  market: string;
  /** Digest of the service and its prices. */
  spec: string;
}

/** Three requests of a metered service, paid by one collection. */
export async function meteredService(setup: LeaseSetup): Promise<string> {
  const { chain, provider, client, key, token, market, spec } = setup;
  const { chainId } = await chain.getNetwork();
  const domain = leaseDomain({ chainId, contract: market });
  const now = (await chain.getBlock("latest"))?.timestamp ?? 0;
  const payer = await client.getAddress();

  // The client keeps a float that all its leases draw on, and both sides sign the terms.
  await lease.fundFloat({ signer: client, market, token, amount: 20_000_000n });
  const port = noncePort({ provider: chain, market });
  const terms = buildLease({
    client: payer,
    provider: await provider.getAddress(),
    token,
    voucherSigner: await key.getAddress(),
    spec,
    cap: 10_000_000n,
    ratePerHour: 2_000_000n,
    startsAt: now - 3_600,
    nonce: await new NonceSource({ port, signer: payer, kind: "offer" }).next(),
    now,
  });
  const opening = {
    lease: terms,
    providerSignature: await signLease({
      signer: provider,
      domain,
      lease: terms,
      role: "provider",
    }),
    clientSignature: await signLease({ signer: client, domain, lease: terms, role: "client" }),
    payerSignature: "0x",
  };

  // The provider serves what it has a voucher for; `FileVoucherStore` of `@weft/sdk/node` survives a crash.
  const store = new MemoryVoucherStore();
  const limits = { exposure: 1_000_000n };
  const serves = { account: terms.provider, tokens: [token] };
  const till = await Till.open({ provider: chain, domain, store, limits, ...serves });
  await till.serve(opening);
  const meter = new Meter({ signer: key, domain, lease: terms, limit: 5_000_000n });
  for (let request = 0; request < 3; request += 1) {
    const header = voucherToText(await meter.pay(2_500n));
    await till.take({ note: voucherFromText(header), price: 2_500n });
  }

  // Whenever it likes, it opens what is not open and collects: many leases of many clients at once.
  const { records } = await store.list();
  const openings = records.flatMap((record) => record.opening ?? []);
  const vouchers = records.flatMap((record) => record.voucher ?? []);
  await lease.openBatch({ signer: provider, market, openings });
  const { paid, fee } = await lease.collectBatch({ signer: provider, market, vouchers });
  return `Signed ${meter.signed}; paid ${paid}, fee ${fee}.`;
}
