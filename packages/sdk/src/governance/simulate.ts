import { Interface, isError, type Provider } from "ethers";
import { isRefusal } from "../calls/ask";
import { read } from "../calls/read";
import { WeftGovernor__factory } from "../contracts";
import { isSameAccount } from "../words/range";
import { failureOf } from "./attempt";
import { decodeCall, type DecodedCall } from "./decode-call";
import { decodeOwn, failureOfOwn } from "./own-calls";
import { failTogether } from "./together";
import type { ProposalCall } from "./types";

/** Functions that set one value, and the views that tell it, of which the first that answers counts. */
const SETTERS: Readonly<Record<string, readonly string[]>> = {
  "setFee(uint16)": ["function feeBps() view returns (uint256)"],
  "setTreasury(address)": ["function treasury() view returns (address)"],
  "setVotingDelay(uint48)": ["function votingDelay() view returns (uint256)"],
  "setVotingPeriod(uint32)": ["function votingPeriod() view returns (uint256)"],
  "setProposalThreshold(uint256)": ["function proposalThreshold() view returns (uint256)"],
  "setLateQuorumVoteExtension(uint48)": [
    "function lateQuorumVoteExtension() view returns (uint256)",
  ],
  "updateQuorumNumerator(uint256)": ["function quorumNumerator() view returns (uint256)"],
  "updateDelay(uint256)": ["function getMinDelay() view returns (uint256)"],
  // In two steps, the owner stays until another accepts.
  "transferOwnership(address)": [
    "function pendingOwner() view returns (address)",
    "function owner() view returns (address)",
  ],
};

/** What a call would do to the state of now. */
export interface SimulatedCall extends DecodedCall {
  /** Why it would revert; undefined where it would not. */
  failure: string | undefined;
  /** The value that it sets, as it is and as the call asks for; undefined for calls that set none known here. */
  effect: { what: string; before: unknown; after: unknown } | undefined;
}

export interface SimulateParameters {
  provider: Provider;
  /** Address of the governor. */
  governor: string;
  calls: readonly ProposalCall[];
  /** Further contracts whose functions are named. */
  interfaces?: readonly Interface[];
}

/**
 * Makes each call of a proposal on the state of now as its timelock would, and sends nothing. Each call is made by
 * itself: one that needs an earlier one of the same proposal fails here, and succeeds when executed. Of what calls do
 * to each other, only that they take more ether or more of a token together than the timelock has is seen.
 *
 * @example
 * const calls = await simulateCalls({ provider, governor, calls: [call] });
 * if (calls.some(({ failure }) => failure !== undefined)) throw new Error("it would revert");
 */
export function simulateCalls(parameters: SimulateParameters): Promise<SimulatedCall[]> {
  return read(() => simulateAll(parameters));
}

async function simulateAll(parameters: SimulateParameters): Promise<SimulatedCall[]> {
  const { provider, governor, interfaces = [] } = parameters;
  const timelock = await WeftGovernor__factory.connect(governor, provider).timelock();
  const alone = await Promise.all(
    parameters.calls.map(async (call) => {
      const isOwn = isSameAccount(call.to, governor);
      const decoded = isOwn ? decodeOwn(call) : decodeCall(call, interfaces);
      const failure = isOwn
        ? await failureOfOwn(provider, { governor, timelock }, decoded)
        : await failureOf(provider, { what: "the timelock", address: timelock }, call);
      return { ...decoded, failure, effect: await effectOf(provider, decoded) };
    }),
  );
  return failTogether(provider, timelock, alone);
}

async function effectOf(
  provider: Provider,
  { to, signature, args }: DecodedCall,
): Promise<SimulatedCall["effect"]> {
  const views = signature === undefined ? undefined : SETTERS[signature];
  for (const view of views ?? []) {
    const what = view.slice("function ".length, view.indexOf("("));
    const reader = new Interface([view]);
    try {
      const answer = await provider.call({ to, data: reader.encodeFunctionData(what) });
      const told: unknown[] = reader.decodeFunctionResult(what, answer).toArray();
      const [before] = told;
      return { what, before, after: args[0]?.value };
    } catch (error) {
      if (!isRefusal(error) && !isError(error, "BAD_DATA")) throw error;
    }
  }
  return undefined;
}
