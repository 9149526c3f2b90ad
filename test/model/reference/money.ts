import { Book } from "./book";
import { NOBODY, outcomeOf, type Outcome, type Rule } from "./rules";

/** An allowance that is never used up. */
export const ENDLESS = 2n ** 256n - 1n;
/** The most of one token that a deposit may leave in the vault. */
const MOST_HELD = 2n ** 128n - 1n;

export const VAULT = "vault";

/** Tokens in wallets, and the vault's balances. */
export class Money {
  /** By token and holder. */
  readonly wallets = new Book();
  /** What a contract may take from a wallet, by token, owner and contract. */
  readonly approvals = new Book();
  /** In the vault, by token and account. */
  readonly balances = new Book();
  /** In the vault, by token, owner and spender. */
  readonly allowances = new Book();
  readonly #operators = new Set<string>();
  readonly #tokens: readonly string[];

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  isOperator(owner: string, spender: string): boolean {
    return this.#operators.has(`${owner},${spender}`);
  }

  /** Why a contract cannot take tokens from a wallet. */
  pullRules(token: string, from: string, by: string, amount: bigint): Rule[] {
    return [
      [amount > this.approvals.get(token, from, by), "ERC20InsufficientAllowance"],
      [amount > this.wallets.get(token, from), "ERC20InsufficientBalance"],
    ];
  }

  pull(token: string, from: string, by: string, amount: bigint): void {
    const allowance = this.approvals.get(token, from, by);
    if (allowance !== ENDLESS) this.approvals.add(-amount, token, from, by);
    this.wallets.move(amount, token, from, by);
  }

  deposit(payer: string, token: string, amount: bigint, receiver: string): Outcome {
    if (!this.#tokens.includes(token)) return outcomeOf([[true, "VaultNotAToken"]], () => {});
    const rules: Rule[] = [
      ...this.pullRules(token, payer, VAULT, amount),
      [amount === 0n, "VaultZeroAmount"],
      [this.wallets.get(token, VAULT) + amount > MOST_HELD, "VaultTooMuch"],
      [receiver === NOBODY, "ERC6909InvalidReceiver"],
    ];
    return outcomeOf(rules, () => {
      this.pull(token, payer, VAULT, amount);
      this.balances.add(amount, token, receiver);
    });
  }

  withdraw(owner: string, token: string, amount: bigint, receiver: string): Outcome {
    const rules: Rule[] = [
      [amount === 0n, "VaultZeroAmount"],
      [receiver === NOBODY, "ERC6909InvalidReceiver"],
      [amount > this.balances.get(token, owner), "ERC6909InsufficientBalance"],
    ];
    return outcomeOf(rules, () => {
      this.balances.add(-amount, token, owner);
      this.wallets.move(amount, token, VAULT, receiver);
    });
  }

  transfer(owner: string, receiver: string, token: string, amount: bigint): Outcome {
    const rules: Rule[] = [
      [receiver === NOBODY, "ERC6909InvalidReceiver"],
      [amount > this.balances.get(token, owner), "ERC6909InsufficientBalance"],
    ];
    return outcomeOf(rules, () => this.balances.move(amount, token, owner, receiver));
  }

  /** Why `spender` cannot move an owner's balance. */
  spendRules(owner: string, spender: string, token: string, amount: bigint): Rule[] {
    const isFree = owner === spender || this.isOperator(owner, spender);
    const allowance = isFree ? ENDLESS : this.allowances.get(token, owner, spender);
    return [
      [amount > allowance, "ERC6909InsufficientAllowance"],
      [amount > this.balances.get(token, owner), "ERC6909InsufficientBalance"],
    ];
  }

  spend(move: { owner: string; spender: string; receiver: string; token: string }, amount: bigint) {
    const { owner, spender, receiver, token } = move;
    const isFree = owner === spender || this.isOperator(owner, spender);
    const isEndless = this.allowances.get(token, owner, spender) === ENDLESS;
    if (!isFree && !isEndless) this.allowances.add(-amount, token, owner, spender);
    this.balances.move(amount, token, owner, receiver);
  }

  transferFrom(
    spender: string,
    owner: string,
    receiver: string,
    token: string,
    amount: bigint,
  ): Outcome {
    const rules: Rule[] = [
      ...this.spendRules(owner, spender, token, amount),
      [owner === NOBODY, "ERC6909InvalidSender"],
      [receiver === NOBODY, "ERC6909InvalidReceiver"],
    ];
    return outcomeOf(rules, () => this.spend({ owner, spender, receiver, token }, amount));
  }

  approve(owner: string, spender: string, token: string, amount: bigint): Outcome {
    return outcomeOf([[spender === NOBODY, "ERC6909InvalidSpender"]], () =>
      this.allowances.set(amount, token, owner, spender),
    );
  }

  setOperator(owner: string, spender: string, isApproved: boolean): Outcome {
    return outcomeOf([[spender === NOBODY, "ERC6909InvalidSpender"]], () => {
      if (isApproved) this.#operators.add(`${owner},${spender}`);
      else this.#operators.delete(`${owner},${spender}`);
    });
  }
}
