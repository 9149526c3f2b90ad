import { BATCH_SENTENCES } from "./batch";
import { CONDITION_SENTENCES } from "./condition";
import { COURT_SENTENCES } from "./court";
import { CREDENTIAL_SENTENCES } from "./credential";
import { GOVERNANCE_SENTENCES } from "./governance";
import { LEASE_SENTENCES } from "./lease";
import { MARKET_SENTENCES } from "./market";
import { OPENZEPPELIN_SENTENCES } from "./openzeppelin";
import { QUORUM_SENTENCES } from "./quorum";
import { OPTIMISTIC_SENTENCES } from "./optimistic";
import { PROOF_SENTENCES } from "./proof";
import { REPUTATION_SENTENCES } from "./reputation";
import { STAKE_SENTENCES } from "./stake";
import type { Sentences } from "./template";
import { VAULT_SENTENCES } from "./vault";
import { VERIFICATION_SENTENCES } from "./verification";
import { WORK_MARKET_SENTENCES } from "./work-market";
import { WORKS_SENTENCES } from "./works";

/** A sentence for every error that a contract of ours can raise. A new contract adds its file here. */
export const SENTENCES: Sentences = {
  ...MARKET_SENTENCES,
  ...BATCH_SENTENCES,
  ...LEASE_SENTENCES,
  ...VAULT_SENTENCES,
  ...STAKE_SENTENCES,
  ...VERIFICATION_SENTENCES,
  ...QUORUM_SENTENCES,
  ...OPTIMISTIC_SENTENCES,
  ...COURT_SENTENCES,
  ...PROOF_SENTENCES,
  ...REPUTATION_SENTENCES,
  ...CREDENTIAL_SENTENCES,
  ...CONDITION_SENTENCES,
  ...WORKS_SENTENCES,
  ...WORK_MARKET_SENTENCES,
  ...GOVERNANCE_SENTENCES,
  ...OPENZEPPELIN_SENTENCES,
  Error: { sentence: "a contract refused: {message}", remedy: "do what the text says" },
  Panic: {
    sentence: "a contract stopped on an internal check: {code:panic}",
    remedy: "none: report it, since no call should come here",
  },
};
