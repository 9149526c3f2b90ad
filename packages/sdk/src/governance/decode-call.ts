import type { Interface } from "ethers";
import {
  Grants__factory,
  JobMarket__factory,
  LeaseMarket__factory,
  OneShotMarket__factory,
  Reputation__factory,
  Rewards__factory,
  Vault__factory,
  WeftGovernor__factory,
  WeftTimelock__factory,
  WeftToken__factory,
  WorkMarket__factory,
} from "../contracts";
import type { ProposalCall } from "./types";

/** Contracts whose functions proposals call. One more contract that governance owns is one more line. */
const INTERFACES: readonly Interface[] = [
  JobMarket__factory.createInterface(),
  LeaseMarket__factory.createInterface(),
  OneShotMarket__factory.createInterface(),
  WorkMarket__factory.createInterface(),
  Reputation__factory.createInterface(),
  Rewards__factory.createInterface(),
  WeftGovernor__factory.createInterface(),
  WeftTimelock__factory.createInterface(),
  Vault__factory.createInterface(),
  WeftToken__factory.createInterface(),
  Grants__factory.createInterface(),
];

/** A call as people read it. */
export interface DecodedCall {
  to: string;
  value: bigint;
  /** `name(types)`; undefined where the function is not known here. */
  signature: string | undefined;
  name: string | undefined;
  args: { name: string; value: unknown }[];
}

/** Says what a call is, by the functions of the contracts of the protocol and of those given. */
export function decodeCall(call: ProposalCall, more: readonly Interface[] = []): DecodedCall {
  const { to, data, value = 0n } = call;
  for (const known of [...INTERFACES, ...more]) {
    const parsed = known.parseTransaction({ data });
    if (parsed === null) continue;
    const args = parsed.fragment.inputs.map((input, index): { name: string; value: unknown } => ({
      name: input.name || String(index),
      value: parsed.args[index],
    }));
    return { to, value, signature: parsed.signature, name: parsed.name, args };
  }
  return { to, value, signature: undefined, name: undefined, args: [] };
}
