import type { Fault } from "./market-fault";
import { CONSENT_FAULTS, MONEY_FAULTS } from "./market-faults-of-means";
import { ORDER_FAULTS, RULE_FAULTS, TERM_FAULTS } from "./market-faults-of-terms";

/** Everything that can be wrong with a match, in the order in which the market looks. */
export const FAULTS: readonly Fault[] = [
  ...ORDER_FAULTS,
  ...TERM_FAULTS,
  ...RULE_FAULTS,
  ...CONSENT_FAULTS,
  ...MONEY_FAULTS,
];
