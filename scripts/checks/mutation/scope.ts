import { join } from "node:path";
import { filesBelow } from "../coverage/files";

/** The contracts that hold money or stake, or decide about it. */
const SCOPE =
  /^contracts\/(vault|staking|market|verification|rewards|governance)\/|^contracts\/works\/(WorkMarket|MarketRules|SaleChecks|Credits|Splits?|WorkVouchers)\.sol$/;
/** What matters most comes first. */
const ORDER = [
  "vault/",
  "staking/",
  "market/MarketFunds",
  "market/JobMarket",
  "market/LeaseMarket",
];

/** The files to change, or those of them that are named by the start of their path or name. */
export function filesInScope(root: string, names: readonly string[]): string[] {
  const files = filesBelow(join(root, "contracts"), ".sol").map((name) => `contracts/${name}`);
  const isNamed = (file: string): boolean => {
    const base = file.replace(/^.*\/|\.sol$/g, "");
    return names.some((name) => base === name || file.startsWith(name));
  };
  const rank = (file: string): number => {
    const index = ORDER.findIndex((start) => file.startsWith(`contracts/${start}`));
    return index < 0 ? ORDER.length : index;
  };
  return files
    .filter((file) => SCOPE.test(file) && (names.length === 0 || isNamed(file)))
    .sort((a, b) => rank(a) - rank(b));
}
