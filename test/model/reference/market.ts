import type { Delegations } from "./delegation";
import { Funds } from "./funds";
import type { Money } from "./money";
import { Nonces } from "./nonces";
import { keyOf, payerOf } from "./orders";
import { outcomeOf, type Outcome, type Rule } from "./rules";
import { Scope } from "./stake";

const MOST_FEE = 500n;

/** Who has to agree. */
export interface Parties {
  provider: string;
  client: string;
  payer: string;
}

/** What markets have in common: nonces, who agreed to what, and the fee. */
export class Market {
  readonly name: string;
  readonly nonces = new Nonces();
  readonly funds: Funds;
  feeBps: bigint;
  protected readonly money: Money;
  protected readonly stakes: Delegations;
  readonly #revoked = new Set<string>();

  constructor(name: string, money: Money, stakes: Delegations, feeBps: bigint) {
    this.name = name;
    this.money = money;
    this.stakes = stakes;
    this.funds = new Funds(name, money, stakes);
    this.feeBps = feeBps;
  }

  setFee(by: string, feeBps: bigint): Outcome {
    const rules: Rule[] = [
      [by !== "owner", "OwnableUnauthorizedAccount"],
      [feeBps > MOST_FEE, "MarketFeeAboveCap"],
    ];
    return outcomeOf(rules, () => {
      this.feeBps = feeBps;
    });
  }

  /** A payer takes its word back, for what a client signed. */
  revokePayer(payer: string, order: object): Outcome {
    return outcomeOf([], () => this.#revoked.add(`${payer},${keyOf(order)}`));
  }

  isRevoked(payer: string, order: object): boolean {
    return this.#revoked.has(`${payer},${keyOf(order)}`);
  }

  /** Whether all who have to signed: an operator of the provider is as good, and a client that pays signs once. */
  protected consentRules(parties: Parties, signers: Parties, order: object): Rule[] {
    const { provider, client } = parties;
    const payer = payerOf(parties);
    const isOffered =
      signers.provider === provider ||
      this.stakes.hasScope(provider, signers.provider, Scope.SignOffers);
    const isPaid = payer === client || signers.payer === payer;
    return [
      [!isOffered || signers.client !== client || !isPaid, "MarketInvalidSignature"],
      [payer !== client && this.isRevoked(payer, order), "MarketPayerRevoked"],
    ];
  }
}
