import { AbstractSigner, makeError, type Provider, type Signer } from "ethers";
import type {
  TransactionRequest,
  TransactionResponse,
  TypedDataDomain,
  TypedDataField,
} from "ethers";

/** A signer whose connection breaks at one of its transactions, before or after the node has it. */
export class FlakySigner extends AbstractSigner<Provider> {
  readonly #signer: Signer;
  readonly #breaksAt: number;
  readonly #isSent: boolean;
  sent = 0;

  constructor(signer: Signer, provider: Provider, breaks: { at: number; isSent: boolean }) {
    super(provider);
    this.#signer = signer;
    this.#breaksAt = breaks.at;
    this.#isSent = breaks.isSent;
  }

  getAddress(): Promise<string> {
    return this.#signer.getAddress();
  }

  connect(): never {
    throw new Error("stays where it is");
  }

  override async sendTransaction(transaction: TransactionRequest): Promise<TransactionResponse> {
    this.sent += 1;
    const isBroken = this.sent === this.#breaksAt;
    if (!isBroken || this.#isSent) {
      const response = await this.#signer.sendTransaction(transaction);
      if (!isBroken) return response;
    }
    throw makeError("the connection broke", "NETWORK_ERROR", { event: "test" });
  }

  signTransaction(transaction: TransactionRequest): Promise<string> {
    return this.#signer.signTransaction(transaction);
  }

  signMessage(message: string | Uint8Array): Promise<string> {
    return this.#signer.signMessage(message);
  }

  signTypedData(
    domain: TypedDataDomain,
    types: Record<string, TypedDataField[]>,
    value: Record<string, unknown>,
  ): Promise<string> {
    return this.#signer.signTypedData(domain, types, value);
  }
}
