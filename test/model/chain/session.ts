import { Interface, type BaseContract, type ErrorFragment } from "ethers";

import type { Move } from "../moves/move";
import type { Deployment } from "./deploy";
import { Papers } from "./papers";
import { sendAt, type Log, type Port, type Receipt, type Sending } from "./port";
import { askedOf, type View } from "./reader";

/** A chain with the contracts on it, spoken to by the model's names. */
export class Session {
  readonly port: Port;
  readonly deployment: Deployment;
  readonly papers: Papers;
  /** By selector. */
  readonly #errors = new Map<string, ErrorFragment>();

  constructor(port: Port, deployment: Deployment) {
    this.port = port;
    this.deployment = deployment;
    this.papers = new Papers(deployment);
    for (const contract of deployment.contracts.values()) {
      contract.interface.forEachError((error) => this.#errors.set(error.selector, error));
    }
    new Interface(["error Panic(uint256)"]).forEachError((error) =>
      this.#errors.set(error.selector, error),
    );
  }

  addressOf(name: string): string {
    const address = this.deployment.addresses.get(name);
    if (address === undefined) throw new Error(`nobody is called ${name}`);
    return address;
  }

  contract(name: string): BaseContract {
    const contract = this.deployment.contracts.get(name);
    if (contract === undefined) throw new Error(`no contract is called ${name}`);
    return contract;
  }

  /** Names of accounts and tokens become addresses, everything else stays. */
  #resolve(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((part: unknown) => this.#resolve(part));
    return typeof value === "string" ? (this.deployment.addresses.get(value) ?? value) : value;
  }

  encode(to: string, method: string, args: readonly unknown[]): string {
    const resolved = args.map((arg) => this.#resolve(arg));
    return this.contract(to).interface.encodeFunctionData(method, resolved);
  }

  /** Sends a call in a block of its own. */
  async send({ from, to, method, args, encode }: Move, second: bigint): Promise<Receipt> {
    const tx: Sending = {
      from: this.addressOf(from),
      to: this.addressOf(to),
      data: this.encode(to, method, encode?.(this.papers) ?? args),
    };
    return sendAt(this.port, second, tx);
  }

  /** An error's name, and the number of its reason where it has one. */
  errorIn(data: string): string {
    const error = this.#errors.get(data.slice(0, 10));
    if (error === undefined) return data;
    const place = error.inputs.findIndex(({ name }) => name === "reason");
    if (place < 0 || data.length <= 10) return error.name;
    return `${error.name} ${BigInt(`0x${data.slice(10 + 64 * place, 74 + 64 * place)}`)}`;
  }

  /** The errors of a batch's items, by their place. */
  failuresIn(to: string, logs: readonly Log[]): Map<number, string> {
    const failures = new Map<number, string>();
    for (const log of logs) {
      const event = this.contract(to).interface.parseLog(log);
      if (event?.name !== "BatchItemFailed") continue;
      failures.set(Number(event.args["index"]), this.errorIn(String(event.args["code"])));
    }
    return failures;
  }

  /** What each voucher brought, and why no more. */
  broughtIn(to: string, logs: readonly Log[]): { amount: bigint; reason: bigint }[] {
    return logs.flatMap((log) => {
      const event = this.contract(to).interface.parseLog(log);
      if (event?.name === "LeaseNotPaid") {
        return [{ amount: 0n, reason: BigInt(String(event.args["reason"])) }];
      }
      if (event?.name !== "LeaseCollected") return [];
      const amount = BigInt(String(event.args["amount"]));
      return [{ amount, reason: BigInt(String(event.args["reason"])) }];
    });
  }

  /** A question with its answer; `args` by the model's names. */
  view(to: string, method: string, args: readonly unknown[], expected: View["expected"]): View {
    return {
      label: `${to}.${method}(${args.map(String).join(", ")})`,
      asked: askedOf(this.addressOf(to), this.encode(to, method, args)),
      expected,
    };
  }
}
