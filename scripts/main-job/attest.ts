import { merkleRoot, sha256, type ChunkReceipt } from "@weft/runtime";
import { ALL_UNITS, VerdictStatus, attestationDomain, signAttestation } from "@weft/sdk";

import { chainTime } from "../lib/clock";
import type { Ledger } from "../lib/ledger";
import type { Market } from "./market";
import type { OpenedJob } from "./orders";
import type { Delivery } from "./work";

/** Share of the collateral that a wrong result costs, in basis points. */
const WRONG_RESULT_BPS = 5_000;
const HOUR = 3_600;

/** What the attester found, and why, in words. */
export interface Finding {
  status: VerdictStatus.Accepted | VerdictStatus.Rejected | VerdictStatus.Void;
  reason: string;
}

/**
 * Compares what was delivered with what the attester computed itself. Wrong is what differs; a
 * program that failed, the same way on both machines, is nobody's fault and nobody's gain.
 */
export function examine(delivery: Delivery, own: readonly ChunkReceipt[]): Finding {
  const { receipt, outputs } = delivery;
  if (merkleRoot(receipt.chunks) !== receipt.root) {
    return { status: VerdictStatus.Rejected, reason: "the root is not that of the receipts" };
  }
  for (const [index, chunk] of receipt.chunks.entries()) {
    const expected = own[index];
    const output = outputs[index];
    if (output === undefined || sha256(output) !== chunk.outputDigest) {
      return { status: VerdictStatus.Rejected, reason: `chunk ${chunk.index} was not delivered` };
    }
    if (expected === undefined || !isSame(chunk, expected)) {
      return { status: VerdictStatus.Rejected, reason: `chunk ${chunk.index} is wrong` };
    }
  }
  const failed = own.find(({ exit }) => exit !== "ok");
  if (failed !== undefined) {
    const detail = failed.detail === undefined ? "" : ` (${failed.detail})`;
    return {
      status: VerdictStatus.Void,
      reason: `the program ended with ${failed.exit} in chunk ${failed.index}${detail}`,
    };
  }
  return { status: VerdictStatus.Accepted, reason: "every chunk is the same" };
}

function isSame(a: ChunkReceipt, b: ChunkReceipt): boolean {
  return (
    a.index === b.index &&
    a.inputDigest === b.inputDigest &&
    a.outputDigest === b.outputDigest &&
    a.fuel === b.fuel &&
    a.exit === b.exit
  );
}

/** The attester signs its finding, and brings it to the chain. */
export async function attest(
  market: Market,
  ledger: Ledger,
  { id, provider }: OpenedJob,
  { root, finding }: { root: string; finding: Finding },
): Promise<void> {
  const { attestationVerifier, attester, attestation: terms, domain } = market;
  const attestation = {
    jobId: id,
    provider: provider.signer.address,
    root,
    status: finding.status,
    units: finding.status === VerdictStatus.Accepted ? ALL_UNITS : 0n,
    slashBps: finding.status === VerdictStatus.Rejected ? WRONG_RESULT_BPS : 0,
    expiry: (await chainTime()) + HOUR,
  };
  const contract = await attestationVerifier.getAddress();
  const signature = await signAttestation({
    signer: attester.signer,
    domain: attestationDomain({ chainId: domain.chainId, contract }),
    attestation,
  });
  const { attesters, threshold } = terms;
  await ledger.send(attester.name, `attest the work of ${provider.name}`, () =>
    attestationVerifier
      .connect(attester.signer)
      .attest({ attesters, threshold }, attestation, [signature]),
  );
}
