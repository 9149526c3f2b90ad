import type { Provider, Signer } from "ethers";
import {
  buildMatch,
  buildOffer,
  buildRequest,
  Comparison,
  credentialDomain,
  credentialEvidence,
  credentials,
  credentialTerms,
  explainCondition,
  hashCredentialTerms,
  issueCredential,
  market,
  marketDomain,
  RevocationReason,
  signOffer,
  signRequest,
  type CredentialClaim,
} from "../../../packages/sdk/src";

/** Accounts and addresses of the example; the provider has staked, the client deposited. */
export interface HardwareSetup {
  chain: Provider;
  provider: Signer;
  client: Signer;
  auditor: Signer;
  addresses: {
    token: string;
    market: string;
    verifier: string;
    credentials: string;
    credentialCondition: string;
  };
  /** Terms of the verification, and what is to be computed. */
  verifierTerms: string;
  spec: string;
}

const SCHEMA = "https://weft.example/schemas/hardware/v1";

/** A provider's machine, audited; a client that wants no other; and the day the machine is sold. */
export async function auditedHardware(setup: HardwareSetup): Promise<string[]> {
  const { chain, provider, client, auditor, addresses, spec, verifierTerms } = setup;
  const { chainId } = await chain.getNetwork();
  const now = (await chain.getBlock("latest"))?.timestamp ?? 0;
  const [worker, buyer] = await Promise.all([provider.getAddress(), client.getAddress()]);
  const auditorAddress = await auditor.getAddress();

  // The auditor looks at the machine and signs what it saw. That costs nothing, and nobody learns of it.
  const held = await issueCredential({
    signer: auditor,
    domain: credentialDomain({ chainId, contract: addresses.credentials }),
    subject: worker,
    schema: SCHEMA,
    claims: [
      { name: "gpuModel", type: "string", value: "H100 SXM" },
      { name: "vramGiB", type: "uint256", value: 80n },
      { name: "serial", type: "string", value: "1320923017443" },
      { name: "datacentre", type: "string", value: "Rack 12, Luleå" },
    ],
    issuedAt: now,
    expiresAt: now + 180 * 86_400,
    index: 1,
  });

  // The provider anchors it, so that every later match is spared the signature.
  await credentials.anchor({ signer: provider, held });

  // The client wants a machine that this auditor found to be such. Its word is all that the request carries.
  const vram: CredentialClaim = { name: "vramGiB", type: "uint256", value: 48n };
  const model: CredentialClaim = { name: "gpuModel", type: "string", value: "H100 SXM" };
  const terms = credentialTerms({
    issuers: [auditorAddress],
    schema: SCHEMA,
    demands: [{ claim: vram, comparison: Comparison.AtLeast }, { claim: model }],
  });
  const request = buildRequest({
    client: buyer,
    token: addresses.token,
    maxPricePerUnit: 2_500_000n,
    needs: { engines: ["wasm"] },
    condition: addresses.credentialCondition,
    conditionData: hashCredentialTerms(terms),
    spec,
    ...{ verifier: addresses.verifier, verifierTerms },
    ...{ units: 2n, minUnits: 1n, nonce: 0n, now },
  });
  const offer = buildOffer({
    provider: worker,
    token: addresses.token,
    pricePerUnit: 2_000_000n,
    resources: { engines: ["wasm"], cores: 8 },
    verifications: [{ verifier: addresses.verifier, terms: verifierTerms }],
    ...{ units: 2n, minUnits: 1n, nonce: 0n, now },
  });

  // The provider shows the two claims, and neither the serial number nor where the machine stands.
  const evidence = credentialEvidence(terms, [{ held, isAnchored: true }]);
  const domain = marketDomain({ chainId, contract: addresses.market });
  const match = buildMatch({
    ...{ offer, request, units: 1n },
    signatures: {
      offer: await signOffer({ signer: provider, domain, offer }),
      request: await signRequest({ signer: client, domain, request }),
    },
    evidence: { request: evidence },
  });
  const { job } = await market.match({ signer: client, market: addresses.market, match });

  // The machine is sold. From this transaction on, no order that demands it is matched.
  await credentials.revoke({
    signer: auditor,
    credentials: addresses.credentials,
    indexes: [held.credential.index],
    reason: RevocationReason.Ceased,
  });
  const refusal = await explainCondition({
    ...{ provider: chain, condition: addresses.credentialCondition, subject: worker, evidence },
    data: request.conditionData,
  });
  return [`Matched ${job.units} unit.`, refusal ?? "still met"];
}
