import type { Provider, Signer } from "ethers";
import {
  ALL_UNITS,
  attestationDomain,
  attestationTerms,
  buildMatch,
  buildOffer,
  buildRequest,
  checkMatch,
  describeJobStatus,
  hashTerms,
  market,
  marketDomain,
  noncePort,
  NonceSource,
  readMatchState,
  signAttestation,
  signOffer,
  signRequest,
  stake,
  vault,
  verifier,
  VerdictStatus,
} from "../../../packages/sdk/src";

/** Accounts and addresses of the example. */
export interface Setup {
  chain: Provider;
  provider: Signer;
  client: Signer;
  attester: Signer;
  addresses: {
    token: string;
    vault: string;
    stakeVault: string;
    market: string;
    verifier: string;
  };
  /** Digest of what is to be computed. */
  spec: string;
  /** Merkle root of what came out. */
  root: string;
}

/** One job from two empty accounts to the payment. */
export async function firstJob(setup: Setup): Promise<string> {
  const { chain, provider, client, attester, addresses, spec, root } = setup;
  const { token } = addresses;
  const { chainId } = await chain.getNetwork();
  const now = (await chain.getBlock("latest"))?.timestamp ?? 0;
  const [worker, buyer] = await Promise.all([provider.getAddress(), client.getAddress()]);

  // Once each: the provider stakes 100 WEFT, the client deposits 50 units of a 6-decimal token.
  await stake.provisionWithPermit({
    signer: provider,
    stakeVault: addresses.stakeVault,
    market: addresses.market,
    amount: 100n * 10n ** 18n,
  });
  await vault.openAccount({
    signer: client,
    vault: addresses.vault,
    market: addresses.market,
    token,
    amount: 50_000_000n,
    hasPermit: true,
  });

  // Two signatures, which cost nothing.
  const domain = marketDomain({ chainId, contract: addresses.market });
  const port = noncePort({ provider: chain, market: addresses.market });
  const terms = attestationTerms({ attesters: [await attester.getAddress()], threshold: 1 });
  const offer = buildOffer({
    provider: worker,
    token,
    pricePerUnit: 2_000_000n,
    resources: { engines: ["wasm"], cores: 8, memory: 16_384 },
    verifications: [{ verifier: addresses.verifier, terms: hashTerms(terms) }],
    units: 10n,
    collateralPerUnit: 10n ** 18n,
    nonce: await new NonceSource({ port, signer: worker, kind: "offer" }).next(),
    now,
  });
  const request = buildRequest({
    client: buyer,
    token,
    maxPricePerUnit: 2_500_000n,
    needs: { engines: ["wasm"], cores: 4 },
    spec,
    verifier: addresses.verifier,
    verifierTerms: hashTerms(terms),
    units: 3n,
    minCollateralPerUnit: 10n ** 18n,
    nonce: await new NonceSource({ port, signer: buyer, kind: "request" }).next(),
    now,
  });
  const match = buildMatch({
    offer,
    request,
    signatures: {
      offer: await signOffer({ signer: provider, domain, offer }),
      request: await signRequest({ signer: client, domain, request }),
    },
  });

  // Anyone may bring them together, and can know beforehand whether the market will take them.
  const state = await readMatchState({ provider: chain, market: addresses.market, match });
  const reasons = checkMatch({ match, matcher: buyer, state });
  if (reasons.length > 0) throw new Error(reasons.map(({ sentence }) => sentence).join("; "));
  const { job, jobId } = await market.match({ signer: client, market: addresses.market, match });

  // The provider works; the attester looks at the result; anyone ends the job.
  await verifier.submit({ signer: provider, job, root });
  const attestation = {
    jobId,
    provider: worker,
    root,
    status: VerdictStatus.Accepted,
    units: ALL_UNITS,
    slashBps: 0,
    expiry: job.finalAt,
  };
  const signature = await signAttestation({
    signer: attester,
    domain: attestationDomain({ chainId, contract: addresses.verifier }),
    attestation,
  });
  await verifier.attest({
    signer: attester,
    verifier: addresses.verifier,
    terms,
    attestation,
    signatures: [signature],
  });
  const end = await market.settle({ signer: client, market: addresses.market, job });

  // The provider takes the money out.
  await vault.withdraw({ signer: provider, vault: addresses.vault, token, amount: end.paid });
  return `${describeJobStatus(end.status)} Paid ${end.paid}, fee ${end.fee}.`;
}
