import { decodeContractError, toWeftError } from "@weft/sdk";
import { expect } from "chai";
import { AbiCoder, concat, id } from "ethers";

/** What a contract of strangers reverted with: a condition, a token, a wallet, a proposal's target. */
function refusalWith(text: string): string {
  return concat([
    id("Error(string)").slice(0, 10),
    AbiCoder.defaultAbiCoder().encode(["string"], [text]),
  ]);
}

// Whatever cannot be seen, moves the cursor, or turns the direction of what follows.
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/**
 * The words of a revert are the contract's own. They went into the one sentence that tools print as they came: long ones
 * buried what was before, escape sequences wrote over it, and bidi marks had an address read backwards.
 */
describe("Finding: the words of a hostile revert", () => {
  it("come without what could confuse a terminal or a reader", () => {
    for (const text of [
      "\u001b[2J\u001b[1;1Hpaid in full",
      "to \u202e0x1234\u202c",
      "a\nb\u0007",
    ]) {
      const { message } = toWeftError(refusalWith(text));
      expect(UNSEEN.test(message), JSON.stringify(message)).to.equal(false);
    }
  });

  it("are cut to what a sentence can hold", () => {
    const error = decodeContractError(refusalWith("x".repeat(1_000_000)));
    expect(error?.error).to.equal("Error");
    expect(error?.message.length).to.be.at.most(1_000);
  });
});
