import { expect } from "chai";
import { Wallet } from "ethers";

import { UsageError } from "../../scripts/lib/usage";
import { readOrder } from "../../scripts/stake/usage";

const KEY = new Wallet(`0x${"5e".repeat(32)}`);
const ACCOUNT = new Wallet(`0x${"ac".repeat(32)}`).address;
const BAD_SUM = ACCOUNT.replace(/[a-f]/i, (digit) =>
  digit === digit.toLowerCase() ? digit.toUpperCase() : digit.toLowerCase(),
);
const ZERO = `0x${"0".repeat(40)}`;
const AMOUNT = ["--amount", "1"];
const POOL = ["open-pool", "--commission", "0"];

/** Plans a command, with a key or without, and returns why it would not run; undefined where it would. */
function refusalOf(argv: readonly string[], hasKey = true): string | undefined {
  try {
    const order = readOrder(argv);
    if (order !== "help") order.command.plan(order.given, hasKey ? KEY : undefined);
    return undefined;
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
}

const WRONG: [argv: string[], sentence: string][] = [
  [["steak", ...AMOUNT], "the first word is no command; allowed are provision, stake, delegate"],
  [["stake", "1"], "stake is followed by another word, but must be by options alone"],
  [["stake"], "--amount is missing, but must be given: such as 2.5"],
  [["stake", "--amount", "-5"], "--amount is -5, but must be a number of WEFT above zero"],
  [["stake", "--amount", "1e3"], "--amount is 1e3, but must be"],
  [["stake", "--amount", "all"], "--amount is all, but must be"],
  [["stake", "--amount", `0.${"0".repeat(18)}1`], "at most 18 decimals"],
  [["stake", "--amount", "99999999999"], "--amount is 99999999999, but must be"],
  [["stake", "--amount"], "--amount has no value, but must have one: WEFT"],
  [["stake", "--amount="], "--amount has no value, but must have one: WEFT"],
  [["stake", ...AMOUNT, ...AMOUNT], "--amount is given twice, but must be once"],
  [["stake", ...AMOUNT, "--json=no"], "--json takes no value, but was given one"],
  [["stake", ...AMOUNT, "-x"], "-x is no option; allowed are --network, --deployment"],
  [["stake", ...AMOUNT, "--token", ACCOUNT], "stake takes no --token; allowed are --amount"],
  [["delegate", ...AMOUNT], "--provider is missing, but must be given: whose stake or pool"],
  [["delegate", ...AMOUNT, "--provider", "ada"], "--provider is ada, but must be an address"],
  [["delegate", ...AMOUNT, "--provider", BAD_SUM], "with a right checksum or none"],
  [["delegate", ...AMOUNT, "--provider", ZERO], "but must be an address other than zero"],
  [["delegate", ...AMOUNT, "--provider", KEY.privateKey], "--provider is something longer, but"],
  [["open-pool", "--commission", "5001"], "a whole number of basis points from 0 to 5000"],
  [["open-pool", "--commission", "0.5"], "--commission is 0.5, but must be a whole number"],
  [POOL, "--token is given 0 times, but must be from 1 to 4 times"],
  [
    [...POOL, ...Array.from({ length: 5 }, () => ["--token", ACCOUNT]).flat()],
    "--token is given 5 times, but must be from 1 to 4 times",
  ],
  [
    ["operator", "--operator", ACCOUNT, "--scopes", "PAY"],
    "--scopes is PAY, but must be some of SIGN_OFFERS,SUBMIT,THAW apart by commas, or none",
  ],
];

describe("stake script arguments", () => {
  for (const [argv, sentence] of WRONG) {
    it(`refuse ${argv.join(" ").replace(KEY.privateKey, "a key")}`, () => {
      expect(refusalOf(argv)).to.contain(sentence);
      expect(refusalOf(argv)).to.not.contain(KEY.privateKey);
    });
  }

  it("are asked for before the key, and the key before anything else", () => {
    expect(refusalOf(["stake"], false)).to.contain("--amount is missing");
    expect(refusalOf(["show"], false)).to.equal(
      "--provider is missing, but must be given where WEFT_KEY is not set",
    );
    expect(refusalOf(["stake", ...AMOUNT], false)).to.contain("WEFT_KEY is not set");
  });

  it("are taken with their limits", () => {
    for (const argv of [
      ["stake", "--amount", "0.000000000000000001"],
      ["undelegate", "--amount", "all", "--provider", ACCOUNT.toLowerCase()],
      ["open-pool", "--commission", "5000", "--token", ACCOUNT, "--token", KEY.address],
      ["operator", "--operator", ACCOUNT, "--scopes", "submit, thaw"],
      ["operator", "--operator", ACCOUNT, "--scopes", "none"],
      ["show", "--operator", ACCOUNT, "--operator", KEY.address, "--json"],
      ["withdraw", "--network", "http://127.0.0.1:8545"],
    ]) {
      expect(refusalOf(argv), argv.join(" ")).to.equal(undefined);
    }
    expect(readOrder(["thaw", "--help"])).to.equal("help");
  });
});
