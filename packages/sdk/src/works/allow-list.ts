import { AbiCoder, concat, keccak256 } from "ethers";
import { InvalidFieldError } from "../errors/weft-error";
import { checkAccount } from "../words/range";

/** The accounts that a voucher allows, as a tree: its root is signed, and everybody brings a proof. */
export interface AllowList {
  root: string;
  /** What an account brings; undefined where it is not on the list. */
  proofOf: (account: string) => string[] | undefined;
}

function leafOf(account: string): string {
  return keccak256(keccak256(AbiCoder.defaultAbiCoder().encode(["address"], [account])));
}

function parentOf(a: string, b: string): string {
  return keccak256(BigInt(a) < BigInt(b) ? concat([a, b]) : concat([b, a]));
}

/** One level up: neighbours are joined, and one without a neighbour goes up as it is. */
function levelAbove(level: readonly string[]): string[] {
  return level.flatMap((node, i) => {
    if (i % 2 === 1) return [];
    const next = level[i + 1];
    return [next === undefined ? node : parentOf(node, next)];
  });
}

/**
 * A tree of accounts.
 *
 * @throws InvalidFieldError for no account, or one that is none.
 */
export function allowList(accounts: readonly string[]): AllowList {
  const own = accounts.map((account) => leafOf(checkAccount("account", account)));
  const leaves = [...new Set(own)].sort();
  if (leaves.length === 0) throw new InvalidFieldError("accounts", accounts, "one at least");
  const levels = [leaves];
  let level = leaves;
  while (level.length > 1) {
    level = levelAbove(level);
    levels.push(level);
  }
  const [root = ""] = level;
  const proofOf = (account: string): string[] | undefined => {
    let index = leaves.indexOf(leafOf(checkAccount("account", account)));
    if (index < 0) return undefined;
    return levels.flatMap((nodes) => {
      const sibling = nodes[index ^ 1];
      index >>= 1;
      return sibling === undefined ? [] : [sibling];
    });
  };
  return { root, proofOf };
}
