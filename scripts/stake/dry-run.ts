import { StakeVault__factory, WeftToken__factory } from "@weft/sdk";
import { Wallet, type TransactionRequest, type TransactionResponse } from "ethers";

/** What would have been sent. */
export interface Unsent {
  /** Function that would have been called. */
  function: string;
  to: string;
  /** Gas that the node expects it to take. */
  gas: bigint;
}

class UnsentError extends Error {
  constructor(readonly unsent: Unsent) {
    super("nothing was sent");
  }
}

const INTERFACES = [StakeVault__factory.createInterface(), WeftToken__factory.createInterface()];

function nameOf(data: string): string {
  const found = INTERFACES.map((each) => each.parseTransaction({ data })?.name);
  return found.find((name) => name !== undefined) ?? data.slice(0, 10);
}

/** Sends nothing: asks the node what the first transaction would do, and stops there. */
export class DryWallet extends Wallet {
  override async sendTransaction(request: TransactionRequest): Promise<TransactionResponse> {
    // Estimating fails with the error that the transaction would.
    const { to, data, gasLimit } = await this.populateTransaction(request);
    const gas = BigInt(gasLimit ?? 0);
    throw new UnsentError({ function: nameOf(data ?? "0x"), to: String(to), gas });
  }
}

/**
 * What a call of a dry wallet would have sent.
 *
 * @throws What it fails with before that.
 */
export async function unsentBy(call: () => Promise<unknown>): Promise<Unsent> {
  try {
    await call();
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    if (cause instanceof UnsentError) return cause.unsent;
    throw error;
  }
  throw new Error("nothing would be sent");
}
