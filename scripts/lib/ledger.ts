import type { ContractTransactionReceipt, ContractTransactionResponse } from "ethers";

/** A step of the story, and what it cost. */
export interface Step {
  who: string;
  what: string;
  gas: bigint;
}

/** Sends transactions one after the other and remembers who paid how much gas for what. */
export class Ledger {
  readonly steps: Step[] = [];

  async send(
    who: string,
    what: string,
    send: () => Promise<ContractTransactionResponse>,
  ): Promise<ContractTransactionReceipt> {
    const receipt = await (await send()).wait();
    if (receipt === null) throw new Error(`"${what}" was not mined`);
    return this.note(who, what, receipt);
  }

  /** Remembers a transaction that was sent elsewhere. */
  note(who: string, what: string, receipt: ContractTransactionReceipt): ContractTransactionReceipt {
    this.steps.push({ who, what, gas: receipt.gasUsed });
    return receipt;
  }
}
