/** A vote, as governors have numbered them since Governor Bravo. */
export enum Support {
  Against = 0,
  For = 1,
  Abstain = 2,
}

/** Where a proposal stands, as the governor numbers it. */
export enum ProposalState {
  Pending = 0,
  Active = 1,
  Canceled = 2,
  Defeated = 3,
  Succeeded = 4,
  Queued = 5,
  Expired = 6,
  Executed = 7,
}

/** One call that the timelock makes when a proposal is executed. */
export interface ProposalCall {
  to: string;
  data: string;
  /** Wei, from the timelock; left out, none. */
  value?: bigint;
}

/** A proposal as the governor takes it: queue, execute and cancel need all of it again. */
export interface Proposal {
  id: bigint;
  targets: string[];
  values: bigint[];
  calldatas: string[];
  description: string;
  descriptionHash: string;
}
