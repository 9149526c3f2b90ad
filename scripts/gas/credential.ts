import {
  Comparison,
  credentialDomain,
  credentialEvidence,
  credentialTerms,
  hashCredentialTerms,
  issueCredential,
  makeNonce,
  packOffer,
  packRequest,
  signOffer,
  signRequest,
  type CredentialClaim,
  type HeldCredential,
} from "@weft/sdk";
import { id } from "ethers";

import type { CredentialCondition, Credentials } from "../../typechain-types";
import type { Flows } from "./flows";
import { EXPIRY, gasOf, offerOf, requestOf, type World } from "./world";

const SCHEMA = "https://weft.example/schemas/hardware/v1";
const HELD_SECONDS = 365 * 86_400;
const CLAIMS: readonly CredentialClaim[] = [
  { name: "model", type: "string", value: "H100 SXM" },
  { name: "vramGiB", type: "uint256", value: 80n },
  { name: "hasEcc", type: "bool", value: true },
  { name: "serial", type: "string", value: "1320923017443" },
];

interface Contracts {
  credentials: Credentials;
  condition: CredentialCondition;
}

/** An anchor, and what a condition adds to a match: its evidence, the asking, the answer. */
export async function measureCredentials(world: World): Promise<Flows> {
  const { credentials, credentialCondition: condition, matcher } = world;
  const contracts = { credentials, condition };
  const [anchored, signed] = [
    await issue(world, credentials, 1),
    await issue(world, credentials, 2),
  ];
  const flows: Flows = {};
  flows["credential.anchor"] = await gasOf(() =>
    credentials.connect(matcher).anchor(anchored.credential, anchored.signature),
  );
  await matchGas(world, contracts, 0);
  const plain = await matchGas(world, contracts, 1);
  flows["condition.credential"] = (await matchGas(world, contracts, 2, anchored)) - plain;
  flows["condition.credential.signed"] =
    (await matchGas(world, contracts, 3, signed, false)) - plain;
  return flows;
}

async function issue(
  { attester, provider, domain }: World,
  credentials: Credentials,
  index: number,
): Promise<HeldCredential> {
  const { chainId } = domain;
  return issueCredential({
    signer: attester,
    domain: credentialDomain({ chainId, contract: await credentials.getAddress() }),
    subject: provider.address,
    schema: SCHEMA,
    // Salts that are the same on every run: they are calldata, and zeros in them are cheaper.
    claims: CLAIMS.map((claim) => ({ ...claim, salt: id(`salt of ${claim.name}`) })),
    issuedAt: EXPIRY - HELD_SECONDS,
    expiresAt: EXPIRY,
    index,
  });
}

/** A match of one unit; with a credential, its request demands two claims of it. */
async function matchGas(
  world: World,
  { condition }: Contracts,
  index: number,
  held?: HeldCredential,
  isAnchored = true,
): Promise<number> {
  const { provider, client, matcher, jobMarket, domain, attester } = world;
  const nonce = makeNonce(0, index);
  const [offer, request] = [await offerOf(world, nonce), await requestOf(world, nonce)];
  let requestEvidence = "0x";
  if (held !== undefined) {
    const demands = CLAIMS.slice(0, 2).map((claim) => ({ claim, comparison: Comparison.Equal }));
    const terms = credentialTerms({ issuers: [attester.address], schema: SCHEMA, demands });
    request.condition = await condition.getAddress();
    request.conditionData = hashCredentialTerms(terms);
    requestEvidence = credentialEvidence(terms, [{ held, isAnchored }]);
  }
  const match = {
    offer: packOffer(offer),
    request: packRequest(request),
    units: 1n,
    pricePerUnit: offer.pricePerUnit,
    offerSignature: await signOffer({ signer: provider, domain, offer }),
    requestSignature: await signRequest({ signer: client, domain, request }),
    payerSignature: "0x",
    offerEvidence: "0x",
    requestEvidence,
  };
  return gasOf(() => jobMarket.connect(matcher).matchOrders(match));
}
