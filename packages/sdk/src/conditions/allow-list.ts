import { StandardMerkleTree } from "@openzeppelin/merkle-tree";
import { AbiCoder } from "ethers";
import { InvalidFieldError } from "../errors/weft-error";
import { checkAccount } from "../words/range";

const LEAF = ["address"];

function treeOf(accounts: readonly string[]): StandardMerkleTree<string[]> {
  if (accounts.length === 0) throw new InvalidFieldError("accounts", "empty", "at least one");
  return StandardMerkleTree.of(
    accounts.map((account, i) => [checkAccount(`accounts[${i}]`, account)]),
    LEAF,
  );
}

/** The word that an order carries for a list of accounts: the root of its tree. */
export function allowListRoot(accounts: readonly string[]): string {
  return treeOf(accounts).root;
}

/**
 * What an account on the list brings.
 *
 * @throws InvalidFieldError where it is not on it.
 */
export function allowListEvidence(accounts: readonly string[], account: string): string {
  const listed = checkAccount("account", account);
  if (!accounts.some((each) => each.toLowerCase() === listed.toLowerCase())) {
    throw new InvalidFieldError("account", account, "an account on the list");
  }
  return AbiCoder.defaultAbiCoder().encode(["bytes32[]"], [treeOf(accounts).getProof([listed])]);
}
