import type { Provider } from "ethers";
import { Vault__factory } from "../contracts";
import { toWeftError } from "../errors/decode";
import { eventIn } from "../events/events";
import { checkAccount, checkUint } from "../words/range";
import { ensureAllowance } from "./erc20";
import { signPermit, type Permit } from "./permit";
import { send, type CallOptions, type CallResult } from "./send";

export { approve } from "./erc20";

interface VaultCall extends CallOptions {
  /** Address of the vault. */
  vault: string;
}

interface MoneyCall extends VaultCall {
  token: string;
  /** Token base units. */
  amount: bigint;
}

export interface DepositParameters extends MoneyCall {
  /** Account to credit; left out, the signer. */
  receiver?: string;
}

export interface DepositResult extends CallResult {
  /** Token base units that arrived and were credited. */
  credited: bigint;
}

async function receiverOf({ signer, receiver }: DepositParameters): Promise<string> {
  return checkAccount("receiver", receiver ?? (await signer.getAddress()));
}

/**
 * Deposits tokens of the signer. Approves exactly the amount first, where less is allowed.
 *
 * @example
 * const { credited } = await vault.deposit({ signer, vault: address, token, amount: 5_000_000n });
 */
export async function deposit(parameters: DepositParameters): Promise<DepositResult> {
  const { signer, vault, token, overrides = {} } = parameters;
  const amount = checkUint("amount", parameters.amount, 256);
  const receiver = await receiverOf(parameters);
  await ensureAllowance(parameters, { token, spender: vault, amount });
  const contract = Vault__factory.connect(vault, signer);
  const receipt = await send(parameters, () =>
    contract.deposit(token, amount, receiver, overrides),
  );
  return { receipt, credited: eventIn(receipt, vault, contract.getEvent("Deposited")).amount };
}

/** Deposits tokens of the signer by an ERC-2612 permit: one transaction, and nothing stays approved. */
export async function depositWithPermit(
  parameters: DepositParameters & { permit?: Permit },
): Promise<DepositResult> {
  const { signer, vault, token, overrides = {} } = parameters;
  const amount = checkUint("amount", parameters.amount, 256);
  const receiver = await receiverOf(parameters);
  const permit =
    parameters.permit ?? (await signPermit({ signer, token, spender: vault, value: amount }));
  const { deadline, v, r, s } = permit;
  const contract = Vault__factory.connect(vault, signer);
  const receipt = await send(parameters, () =>
    contract.depositWithPermit(token, amount, receiver, deadline, v, r, s, overrides),
  );
  return { receipt, credited: eventIn(receipt, vault, contract.getEvent("Deposited")).amount };
}

export interface SetOperatorParameters extends VaultCall {
  /** The market that may, or may no longer, move what the signer's orders allow. */
  market: string;
  isApproved?: boolean;
}

/** Opts in to a market, or out of it with `isApproved: false`. Open jobs are not touched. */
export async function setOperator(
  parameters: SetOperatorParameters,
): Promise<CallResult & { isApproved: boolean }> {
  const { signer, vault, market, isApproved = true, overrides = {} } = parameters;
  const contract = Vault__factory.connect(vault, signer);
  const receipt = await send(parameters, () =>
    contract.setOperator(checkAccount("market", market), isApproved, overrides),
  );
  const { approved } = eventIn(receipt, vault, contract.getEvent("OperatorSet"));
  return { receipt, isApproved: approved };
}

export interface OpenAccountParameters extends MoneyCall {
  market: string;
  /** The token has ERC-2612 permits: no approval is sent first. */
  hasPermit?: boolean;
}

/**
 * Deposits and opts in to a market in one transaction; without permits, an approval of exactly the
 * amount goes before it.
 *
 * @example
 * await vault.openAccount({ signer, vault: address, market, token, amount, hasPermit: true });
 */
export async function openAccount(parameters: OpenAccountParameters): Promise<DepositResult> {
  const { signer, vault, market, token, hasPermit = false, overrides = {} } = parameters;
  const amount = checkUint("amount", parameters.amount, 256);
  const contract = Vault__factory.connect(vault, signer);
  const receiver = await signer.getAddress();
  const optIn = contract.interface.encodeFunctionData("setOperator", [
    checkAccount("market", market),
    true,
  ]);
  let moneyIn: string;
  if (hasPermit) {
    const { deadline, v, r, s } = await signPermit({
      signer,
      token,
      spender: vault,
      value: amount,
    });
    const args = [token, amount, receiver, deadline, v, r, s] as const;
    moneyIn = contract.interface.encodeFunctionData("depositWithPermit", [...args]);
  } else {
    await ensureAllowance(parameters, { token, spender: vault, amount });
    moneyIn = contract.interface.encodeFunctionData("deposit", [token, amount, receiver]);
  }
  const receipt = await send(parameters, () => contract.multicall([moneyIn, optIn], overrides));
  return { receipt, credited: eventIn(receipt, vault, contract.getEvent("Deposited")).amount };
}

/** Sends tokens out of the signer's balance. */
export async function withdraw(
  parameters: DepositParameters,
): Promise<CallResult & { amount: bigint }> {
  const { signer, vault, token, overrides = {} } = parameters;
  const amount = checkUint("amount", parameters.amount, 256);
  const receiver = await receiverOf(parameters);
  const contract = Vault__factory.connect(vault, signer);
  const receipt = await send(parameters, () =>
    contract.withdraw(token, amount, receiver, overrides),
  );
  return { receipt, amount: eventIn(receipt, vault, contract.getEvent("Withdrawn")).amount };
}

/** What an account has in the vault, and whether a market may use it. */
export interface VaultAccount {
  balance: bigint;
  isOperator: boolean;
}

export async function show(parameters: {
  provider: Provider;
  vault: string;
  account: string;
  token: string;
  market: string;
}): Promise<VaultAccount> {
  const { provider, vault, account, token, market } = parameters;
  const contract = Vault__factory.connect(vault, provider);
  try {
    const [balance, isOperator] = await Promise.all([
      contract.balanceOf(account, BigInt(token)),
      contract.isOperator(account, market),
    ]);
    return { balance, isOperator };
  } catch (error) {
    throw toWeftError(error);
  }
}
