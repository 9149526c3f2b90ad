import type { Provider } from "ethers";
import { chainIdOf } from "./chain-id";
import { Credentials__factory } from "../contracts";
import { eventIn, eventsIn } from "../events/events";
import { credentialId, type Credential } from "../identity/credential";
import type { HeldCredential } from "../identity/issue";
import { credentialDomain } from "../identity/typed-data";
import { RevocationReason, toRevocationReason } from "../identity/revocation";
import { checkAccount, checkUint } from "../words/range";
import { logsBetween } from "./logs";
import { read } from "./read";
import { send, type CallOptions, type CallResult } from "./send";

export interface AnchorParameters extends CallOptions {
  held: Pick<HeldCredential, "domain" | "credential" | "signature">;
}

/** Puts on the chain that a credential was signed, so that markets can read it without the signature. */
export async function anchor(
  parameters: AnchorParameters,
): Promise<CallResult & { id: string; signer: string }> {
  const { signer, held, overrides = {} } = parameters;
  const address = held.domain.verifyingContract;
  const contract = Credentials__factory.connect(address, signer);
  const receipt = await send(parameters, () =>
    contract.anchor(held.credential, held.signature, overrides),
  );
  const event = eventIn(receipt, address, contract.getEvent("CredentialAnchored"));
  return { receipt, id: event.id, signer: event.signer };
}

export interface RevokeParameters extends CallOptions {
  /** Address of the credentials contract. */
  credentials: string;
  /** In whose name, where the signer is its delegate; the signer otherwise. */
  issuer?: string;
  indexes: readonly (bigint | number)[];
  reason?: RevocationReason;
}

/** Takes credentials back, for good. `revoked` are the indexes that were not before. */
export async function revoke(
  parameters: RevokeParameters,
): Promise<CallResult & { revoked: bigint[] }> {
  const { signer, credentials, reason = RevocationReason.Unspecified, overrides = {} } = parameters;
  const issuer = checkAccount("issuer", parameters.issuer ?? (await signer.getAddress()));
  const indexes = parameters.indexes.map((index, i) => checkUint(`indexes[${i}]`, index, 64));
  const contract = Credentials__factory.connect(credentials, signer);
  const receipt = await send(parameters, () => contract.revoke(issuer, indexes, reason, overrides));
  const events = eventsIn(receipt, credentials, contract.getEvent("CredentialRevoked"));
  return { receipt, revoked: events.map(({ index }) => index) };
}

export interface SetDelegateParameters extends CallOptions {
  credentials: string;
  key: string;
  /** Last unix second at which its signatures count; zero voids all that it ever signed. */
  until: number;
}

/** Lets a key issue and revoke in the signer's name until a second, or ends that. */
export async function setDelegate(parameters: SetDelegateParameters): Promise<CallResult> {
  const { signer, credentials, overrides = {} } = parameters;
  const [key, until] = [
    checkAccount("key", parameters.key),
    checkUint("until", parameters.until, 40),
  ];
  const contract = Credentials__factory.connect(credentials, signer);
  const receipt = await send(parameters, () => contract.setDelegate(key, until, overrides));
  eventIn(receipt, credentials, contract.getEvent("DelegateSet"));
  return { receipt };
}

export interface ReadParameters {
  provider: Provider;
  credentials: string;
}

/** Whether the signature of a credential is on the chain, and whose it was. */
export async function anchorOf(
  parameters: ReadParameters & { credential: Credential },
): Promise<{ signer: string; anchoredAt: number } | undefined> {
  const { provider, credentials, credential } = parameters;
  const chainId = await chainIdOf(provider);
  const id = credentialId(credentialDomain({ chainId, contract: credentials }), credential);
  const contract = Credentials__factory.connect(credentials, provider);
  const { signer, anchoredAt } = await read(() => contract.anchorOf(id));
  return anchoredAt === 0n ? undefined : { signer, anchoredAt: Number(anchoredAt) };
}

/** Why, when and by whom an index was revoked; undefined where it was not. */
export async function revocationOf(
  parameters: ReadParameters & {
    issuer: string;
    index: bigint | number;
    /** Block from which to look for the reason: that of the contract's deployment, or later. */
    fromBlock?: number;
  },
): Promise<{ reason: RevocationReason; by: string; block: number } | undefined> {
  const { provider, credentials, issuer, fromBlock = 0 } = parameters;
  const index = checkUint("index", parameters.index, 64);
  const contract = Credentials__factory.connect(credentials, provider);
  if (!(await read(() => contract.isRevoked(issuer, index)))) return undefined;
  const event = contract.getEvent("CredentialRevoked");
  const topics = contract.interface.encodeFilterTopics(event.fragment, [issuer, index]);
  const to = await read(() => provider.getBlockNumber());
  const [log] = await logsBetween({
    ...{ provider, address: credentials, topics, from: fromBlock, to },
  });
  if (log === undefined) return undefined;
  const found = eventIn({ hash: log.transactionHash, logs: [log] }, credentials, event);
  return { reason: toRevocationReason(found.reason), by: found.by, block: log.blockNumber };
}
