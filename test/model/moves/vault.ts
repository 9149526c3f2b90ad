import { ENDLESS, VAULT } from "../reference/money";
import { NOBODY } from "../reference/rules";
import { JOBS, LEASES, NO_TOKEN, PEOPLE, TOKENS } from "../reference/world";
import type { Choices } from "./choices";
import type { Plan } from "./move";

const SPENDERS = ["eve", JOBS, LEASES, "stakeVault", "ada"];

function tokenOf(choices: Choices): string {
  return choices.mostly<string>(TOKENS, [NO_TOKEN]);
}

function receiverOf(choices: Choices): string {
  return choices.mostly<string>(PEOPLE, [NOBODY]);
}

const deposit: Plan = ({ money }, choices) => {
  const [from, token, receiver] = [choices.of(PEOPLE), tokenOf(choices), receiverOf(choices)];
  const amount = choices.part(money.wallets.get(token, from));
  return {
    ...{ from, to: VAULT, method: "deposit", args: [token, amount, receiver] },
    outcome: money.deposit(from, token, amount, receiver),
  };
};

const withdraw: Plan = ({ money }, choices) => {
  const [from, token, receiver] = [choices.of(PEOPLE), tokenOf(choices), receiverOf(choices)];
  const amount = choices.part(money.balances.get(token, from));
  return {
    ...{ from, to: VAULT, method: "withdraw", args: [token, amount, receiver] },
    outcome: money.withdraw(from, token, amount, receiver),
  };
};

const transfer: Plan = ({ money }, choices) => {
  const [from, token, receiver] = [choices.of(PEOPLE), tokenOf(choices), receiverOf(choices)];
  const amount = choices.part(money.balances.get(token, from));
  return {
    ...{ from, to: VAULT, method: "transfer", args: [receiver, token, amount] },
    outcome: money.transfer(from, receiver, token, amount),
  };
};

const transferFrom: Plan = ({ money }, choices) => {
  const [token, receiver] = [tokenOf(choices), receiverOf(choices)];
  const owner = choices.mostly<string>(PEOPLE, [NOBODY]);
  const from = choices.mostly<string>(["eve", "ada"], PEOPLE);
  const allowance = money.allowances.get(token, owner, from);
  const balance = money.balances.get(token, owner);
  const amount = choices.part(allowance > 0n && allowance < balance ? allowance : balance);
  return {
    ...{ from, to: VAULT, method: "transferFrom", args: [owner, receiver, token, amount] },
    outcome: money.transferFrom(from, owner, receiver, token, amount),
  };
};

const approve: Plan = ({ money }, choices) => {
  const [from, token] = [choices.of(PEOPLE), tokenOf(choices)];
  const spender = choices.mostly(SPENDERS, [NOBODY]);
  const part = choices.part(money.balances.get(token, from));
  const amount = choices.isRare() ? ENDLESS : part;
  return {
    ...{ from, to: VAULT, method: "approve", args: [spender, token, amount] },
    outcome: money.approve(from, spender, token, amount),
  };
};

const setOperator: Plan = ({ money }, choices) => {
  const [from, isApproved] = [choices.of(PEOPLE), !choices.isRare(4)];
  const spender = choices.mostly(SPENDERS, [NOBODY]);
  return {
    ...{ from, to: VAULT, method: "setOperator", args: [spender, isApproved] },
    outcome: money.setOperator(from, spender, isApproved),
  };
};

export const VAULT_MOVES = { deposit, withdraw, transfer, transferFrom, approve, setOperator };
