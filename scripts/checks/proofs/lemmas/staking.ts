import type { Lemma } from "../lemma";

const POT = "contracts/staking/SharePot.sol";
const VALUE_OF = "return uint96((uint256(shares) * pot.stake) / pot.shares);";
const SHARES_FOR = "uint128((uint256(amount) * total) / pot.stake);";
const VAULT = "contracts/staking/StakeVault.sol";
const DELEGATION = "contracts/staking/Delegation.sol";

const pot = { stake: 96, total: 128, shares: 128 };
const value = { value: ["(* shares stake)", "total"] } as const;
const entry = { stake: 96, total: 128, amount: 96 };
const bought = { bought: ["(* amount total)", "stake"] } as const;

export const staking: readonly Lemma[] = [
  {
    name: "shares are worth the stake at most",
    of: [POT, VALUE_OF],
    numbers: pot,
    floors: value,
    given: ["(<= shares total)"],
    then: "(<= value stake)",
    weakened: { given: [] },
  },
  {
    name: "all shares are worth all the stake",
    of: [POT, VALUE_OF],
    numbers: { stake: 96, total: 128 },
    floors: { value: ["(* total stake)", "total"] },
    then: "(= value stake)",
    weakened: { then: "(< value stake)" },
  },
  {
    name: "two holders' shares are worth the stake at most, together",
    of: [POT, VALUE_OF],
    numbers: { ...pot, others: 128 },
    floors: { ...value, rest: ["(* others stake)", "total"] },
    given: ["(<= (+ shares others) total)"],
    then: "(<= (+ value rest) stake)",
    weakened: { given: [] },
  },
  {
    name: "who comes takes nothing from the shares that are there",
    of: [POT, SHARES_FOR],
    numbers: entry,
    floors: bought,
    then: "(<= (* stake (+ total bought)) (* (+ stake amount) total))",
    weakened: { then: "(< (* stake (+ total bought)) (* (+ stake amount) total))" },
  },
  {
    name: "who leaves takes nothing from the shares that stay",
    of: [POT, VALUE_OF],
    numbers: pot,
    floors: value,
    given: ["(<= shares total)"],
    then: "(<= (* stake (- total shares)) (* (- stake value) total))",
    weakened: { then: "(< (* stake (- total shares)) (* (- stake value) total))" },
  },
  {
    name: "shares are never worth more than what they were bought for",
    of: [POT, SHARES_FOR],
    numbers: entry,
    floors: { ...bought, value: ["(* bought (+ stake amount))", "(+ total bought)"] },
    then: "(<= value amount)",
    weakened: { then: "(= value amount)" },
  },
  {
    name: "shares of a pool stay in 112 bits",
    of: [DELEGATION, "MAX_SHARES_PER_UNIT = 2 ** 16;"],
    numbers: entry,
    floors: bought,
    given: ["(<= total (* stake 65536))"],
    then: "(< bought (* 65536 79228162514264337593543950336))",
    weakened: { given: [] },
  },
  {
    name: "shares of thawing stake stay in 128 bits",
    of: [VAULT, "MAX_SHARES_PER_UNIT = 2 ** 32;"],
    numbers: entry,
    floors: bought,
    given: ["(<= total (* stake 4294967296))"],
    then: "(< bought 340282366920938463463374607431768211456)",
    weakened: { given: [] },
  },
  {
    name: "the provider's own part of a lock is free",
    of: [VAULT, "ownBps = uint16((free * BPS) / amount);"],
    numbers: { free: 96, amount: 96 },
    floors: { bps: ["(* free 10000)", "amount"], own: ["(* amount bps)", "10000"] },
    given: ["(< free amount)"],
    then: "(and (<= own free) (< bps 10000))",
    weakened: { given: [] },
  },
  {
    name: "the own part of a lock is the lock at most",
    of: [VAULT, "return uint96((uint256(amount) * ownBps) / BPS);"],
    numbers: { amount: 96, bps: 16 },
    floors: { own: ["(* amount bps)", "10000"] },
    given: ["(<= bps 10000)"],
    then: "(<= own amount)",
    weakened: { given: [] },
  },
  {
    name: "a pool's part of pay is a million parts at most",
    of: [DELEGATION, "return uint32((counted * kept * (PPM / BPS)) / (own + counted));"],
    numbers: { own: 97, counted: 96, kept: 16 },
    floors: { ppm: ["(* counted kept 100)", "(+ own counted)"] },
    given: ["(<= kept 10000)"],
    then: "(<= ppm 1000000)",
    weakened: { given: [] },
  },
  {
    name: "two delegators earn what was shared at most, together",
    of: [DELEGATION, "Math.mulDiv(amount, EARNINGS_SCALE, shares);"],
    numbers: { amount: 128, total: 112, one: 112, other: 112 },
    floors: {
      perShare: ["(* amount 1000000000000000000000000000000)", "total"],
      first: ["(* one perShare)", "1000000000000000000000000000000"],
      second: ["(* other perShare)", "1000000000000000000000000000000"],
    },
    given: ["(<= (+ one other) total)"],
    then: "(<= (+ first second) amount)",
    weakened: { given: [] },
  },
];
