import type { Provider } from "ethers";
import { isRefusal } from "../calls/ask";
import { decodeContractError } from "../errors/decode";
import type { ProposalCall } from "./types";

/** Makes a call on the state of now, as this account, and sends nothing: why it reverts, or undefined. */
export async function failureOf(
  provider: Provider,
  from: { what: string; address: string },
  { to, data, value = 0n }: ProposalCall,
): Promise<string | undefined> {
  try {
    if (data !== "0x" && (await provider.getCode(to)) === "0x")
      return `there is no contract at ${to}`;
    // Nodes differ in what they say of ether that the sender does not have, and some take it.
    const held = value === 0n ? 0n : await provider.getBalance(from.address);
    if (held < value) return `${from.what} has ${held} wei; ${value} are needed`;
    await provider.call({ from: from.address, to, data, value });
    return undefined;
  } catch (error) {
    const decoded = decodeContractError(error);
    if (decoded !== undefined) return decoded.message;
    if (isRefusal(error)) return "it reverts without saying why";
    throw error;
  }
}
