import type { Lemma } from "../lemma";

const REWARDS = "contracts/rewards/Rewards.sol";
const SPLIT = "contracts/works/Split.sol";
const SALES = "contracts/works/SaleChecks.sol";
const DECAY = "contracts/reputation/Decay.sol";
const ONE = `${2n ** 64n}`;

export const others: readonly Lemma[] = [
  {
    name: "two claims of an epoch are its budget at most, together",
    of: [REWARDS, "amount = Math.mulDiv(pot.budget, weight, total);"],
    numbers: { budget: 128, total: 128, one: 128, other: 128 },
    floors: { first: ["(* budget one)", "total"], second: ["(* budget other)", "total"] },
    given: ["(<= (+ one other) total)"],
    then: "(<= (+ first second) budget)",
    weakened: { given: [] },
  },
  {
    name: "a payee's part, divided so that nothing overflows, is that of the whole",
    of: [SPLIT, "return (amount / PPM) * share + ((amount % PPM) * share) / PPM;"],
    numbers: { amount: 256, share: 32 },
    floors: {
      millions: ["amount", "1000000"],
      rest: ["(* (- amount (* millions 1000000)) share)", "1000000"],
      part: ["(* amount share)", "1000000"],
    },
    then: "(= part (+ (* millions share) rest))",
    weakened: { then: "(= part (* millions share))" },
  },
  {
    name: "the parts of two payees leave the last at least its own",
    of: [SPLIT, "uint256 part = i + 1 == count ? left : _partOf(amount, share);"],
    numbers: { amount: 256, one: 32, other: 32 },
    floors: {
      first: ["(* amount one)", "1000000"],
      second: ["(* amount other)", "1000000"],
      last: ["(* amount (- 1000000 (+ one other)))", "1000000"],
    },
    given: ["(<= (+ one other) 1000000)"],
    then: "(<= last (- amount (+ first second)))",
    weakened: { then: "(= last (- amount (+ first second)))" },
  },
  {
    name: "a price that falls is never outside of its start and its end",
    of: [SALES, "Math.ceilDiv((price - endPrice) * (end - time), end - start);"],
    numbers: { price: 128, last: 128, left: 40, span: 40 },
    floors: { above: ["(+ (* (- price last) left) (- span 1))", "span"] },
    given: ["(< last price)", "(<= left span)"],
    then: "(<= last (+ last above) price)",
    weakened: { given: ["(< last price)"] },
  },
  {
    name: "what decays is never more than before",
    of: [DECAY, "return (amount * left) / ONE;"],
    numbers: { amount: 192, factor: 65 },
    floors: { left: ["(* amount factor)", ONE] },
    given: [`(<= factor ${ONE})`],
    then: "(<= left amount)",
    weakened: { given: [] },
  },
  {
    name: "what decays rounded up is what it is rounded down, or a unit more",
    of: [DECAY, "return (amount * left + ONE - 1) / ONE;"],
    numbers: { amount: 191, factor: 65 },
    floors: {
      down: ["(* amount factor)", ONE],
      up: [`(- (+ (* amount factor) ${ONE}) 1)`, ONE],
    },
    then: "(<= down up (+ down 1))",
    weakened: { then: "(<= up down)" },
  },
];
