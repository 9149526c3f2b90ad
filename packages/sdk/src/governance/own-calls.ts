import { dataLength, dataSlice, type Interface, type Provider } from "ethers";
import { WeftGovernor__factory } from "../contracts";
import { failureOf } from "./attempt";
import { decodeCallBy, type DecodedCall } from "./decode-call";
import type { ProposalCall } from "./types";

const INTERFACE: Interface = WeftGovernor__factory.createInterface();
const SELECTOR_BYTES = 4;

/** Setters of the governor, in the order of its bounds. */
const BOUNDED = [
  "setVotingDelay(uint48)",
  "setVotingPeriod(uint32)",
  "setProposalThreshold(uint256)",
  "setLateQuorumVoteExtension(uint48)",
  "updateQuorumNumerator(uint256)",
];
const RELAY = "relay(address,uint256,bytes)";

/** What a call to the governor is: functions of other contracts are none of its own. */
export function decodeOwn(call: ProposalCall): DecodedCall {
  return decodeCallBy(call, [INTERFACE]);
}

/**
 * Why a call of a proposal to the governor itself would revert. The governor obeys its timelock in the course of an
 * execution alone: what can fail of such a function is told by its bounds, and every other call is made.
 */
export async function failureOfOwn(
  provider: Provider,
  { governor, timelock }: { governor: string; timelock: string },
  { signature, args, data, value, to }: DecodedCall,
): Promise<string | undefined> {
  const asTimelock = { what: "the timelock", address: timelock };
  if (data === "0x") return "the governor takes no ether";
  if (signature === undefined) {
    const isNone = dataLength(data) < SELECTOR_BYTES || !hasFunction(data);
    return isNone ? "the governor has no such function" : "the arguments are none of the function";
  }
  if (signature === "updateTimelock(address)") return "the governor keeps its timelock";
  if (signature === RELAY) {
    const held = value === 0n ? 0n : await provider.getBalance(timelock);
    if (held < value) return `the timelock has ${held} wei; ${value} are needed`;
    return failureOfRelay(provider, governor, value, args);
  }
  const setting = BOUNDED.indexOf(signature);
  if (setting === -1) return failureOf(provider, asTimelock, { to, data, value });
  if (value > 0n) return "the function takes no ether";
  // Numbers are read here by their last bits, and refused by the contract with more of them.
  const values = args.map((each) => each.value);
  if (!data.toLowerCase().startsWith(INTERFACE.encodeFunctionData(signature, values))) {
    return "the arguments are none of the function";
  }
  const [asked] = values;
  const contract = WeftGovernor__factory.connect(governor, provider);
  const [least, most] = await contract.boundsOf(setting);
  const isInside = typeof asked === "bigint" && asked >= least && asked <= most;
  return isInside ? undefined : `${String(asked)} is outside the bounds, ${least} to ${most}`;
}

function hasFunction(data: string): boolean {
  return INTERFACE.hasFunction(dataSlice(data, 0, SELECTOR_BYTES));
}

/** The call that the governor makes for a proposal, with its own ether and what comes with the proposal. */
async function failureOfRelay(
  provider: Provider,
  governor: string,
  brought: bigint,
  args: DecodedCall["args"],
): Promise<string | undefined> {
  const [to, value, data] = args.map((each) => each.value);
  if (typeof to !== "string" || typeof value !== "bigint" || typeof data !== "string") {
    return "the arguments are none of the function";
  }
  const own = value === 0n ? 0n : await provider.getBalance(governor);
  if (own + brought < value) {
    return `the governor has ${own + brought} wei then; ${value} are needed`;
  }
  // No call can be made with ether that is not there yet, and a plain account takes all of it.
  if (own < value) {
    const isPlain = data === "0x" && (await provider.getCode(to)) === "0x";
    return isPlain ? undefined : "it cannot be tried before the governor has the ether";
  }
  return failureOf(provider, { what: "the governor", address: governor }, { to, data, value });
}
