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
  /** As it is sent: all there is to go by where the function is not known here. */
  data: string;
  /** `name(types)`; undefined where the function is not known here. */
  signature: string | undefined;
  name: string | undefined;
  args: { name: string; value: unknown }[];
}

/** Says what a call is, by the functions of the contracts of the protocol and of those given. */
export function decodeCall(call: ProposalCall, more: readonly Interface[] = []): DecodedCall {
  return decodeCallBy(call, [...INTERFACES, ...more]);
}

/** Says what a call is, by the functions of these contracts and no others. */
export function decodeCallBy(
  { to, data, value = 0n }: ProposalCall,
  interfaces: readonly Interface[],
): DecodedCall {
  for (const known of interfaces) {
    const parsed = parse(known, data);
    if (parsed !== undefined) return { to, value, data, ...parsed };
  }
  return { to, value, data, signature: undefined, name: undefined, args: [] };
}

/** Undefined where the interface lacks the function, and where the arguments are none of it. */
function parse(
  known: Interface,
  data: string,
): Pick<DecodedCall, "signature" | "name" | "args"> | undefined {
  try {
    const parsed = known.parseTransaction({ data });
    if (parsed === null) return undefined;
    const args = parsed.fragment.inputs.map((input, index): { name: string; value: unknown } => ({
      name: input.name || String(index),
      value: parsed.args[index],
    }));
    return { signature: parsed.signature, name: parsed.name, args };
  } catch {
    // Anybody may propose bytes that no contract can read.
    return undefined;
  }
}
