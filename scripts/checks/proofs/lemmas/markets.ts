import type { Lemma } from "../lemma";

const PARTS = "contracts/market/PayParts.sol";
const SUMS = "contracts/market/LeaseSums.sol";
const JOBS = "contracts/market/JobMarket.sol";
const LEASES = "contracts/market/LeaseMarket.sol";
const FEE_OF = "return (amount * feeBps) / BPS;";

const least = (a: string, b: string) => `(ite (< ${a} ${b}) ${a} ${b})`;
const most = (a: string, b: string) => `(ite (> ${a} ${b}) ${a} ${b})`;

/** What is collected of a lease in all, once a voucher is served from a purse that lasts. */
const served = (amount: string, collected: string) =>
  most(least(least(most(amount, "elapsedCap"), "rateCap"), "cap"), collected);

export const markets: readonly Lemma[] = [
  {
    name: "a fee is what it is of at most",
    of: [PARTS, FEE_OF],
    numbers: { amount: 129, bps: 16 },
    floors: { fee: ["(* amount bps)", "10000"] },
    given: ["(<= bps 10000)"],
    then: "(<= fee amount)",
    weakened: { given: [] },
  },
  {
    name: "no fee overflows",
    of: [PARTS, FEE_OF],
    numbers: { amount: 129, bps: 24 },
    then: `(< (* amount bps) ${2n ** 256n})`,
    weakened: { then: `(< (* amount bps) ${2n ** 152n})` },
  },
  {
    name: "fees of parts come to the fee of the whole at most, and miss a base unit at most",
    of: [PARTS, FEE_OF],
    numbers: { one: 128, other: 128, bps: 16 },
    floors: {
      first: ["(* one bps)", "10000"],
      second: ["(* other bps)", "10000"],
      both: ["(* (+ one other) bps)", "10000"],
    },
    then: "(<= (+ first second) both (+ first second 1))",
    weakened: { then: "(= both (+ first second))" },
  },
  {
    name: "what a payment adds to a lease's fee is that payment at most, and never below zero",
    of: [LEASES, "payment.fee += fee - feeBefore;"],
    numbers: { collected: 128, amount: 128, bps: 16 },
    floors: {
      before: ["(* collected bps)", "10000"],
      after: ["(* (+ collected amount) bps)", "10000"],
    },
    given: ["(<= bps 10000)"],
    then: "(<= before after (+ before amount))",
    weakened: { given: [] },
  },
  {
    name: "what a payment adds to the pool's part of a lease leaves the provider no less than before",
    of: [LEASES, "payment.pooled += pooled - pooledBefore;"],
    numbers: { net: 128, more: 128, ppm: 24 },
    floors: { before: ["(* net ppm)", "1000000"], after: ["(* (+ net more) ppm)", "1000000"] },
    given: ["(<= ppm 1000000)"],
    then: "(<= before after (+ before more))",
    weakened: { given: [] },
  },
  {
    name: "what the rate allows never falls, and is never above the rate",
    of: [SUMS, "(perHour * (time - startsAt)) / HOUR"],
    numbers: { rate: 128, elapsed: 40, more: 40 },
    floors: { before: ["(* rate elapsed)", "3600"], after: ["(* rate (+ elapsed more))", "3600"] },
    then: "(and (<= before after) (<= (* after 3600) (* rate (+ elapsed more))))",
    weakened: { then: "(< before after)" },
  },
  {
    name: "what a job pays and refunds is what was paid in",
    of: [JOBS, "uint256 refund = (job.share.units() - units) * job.pricePerUnit;"],
    numbers: { wanted: 64, units: 64, price: 128 },
    given: ["(<= units wanted)"],
    then: "(= (+ (* units price) (* (- wanted units) price)) (* wanted price))",
    weakened: { then: "(< (* units price) (* wanted price))" },
  },
  {
    name: "a payment of units that was let in has 128 bits",
    of: [JOBS, "uint256 limit = type(uint128).max / units;"],
    numbers: { units: 64, price: 256 },
    floors: { limit: [`${2n ** 128n - 1n}`, "units"] },
    given: ["(<= price limit)"],
    then: `(< (* units price) ${2n ** 128n})`,
    weakened: { given: [] },
  },
  {
    name: "a slash, rounded up, is the collateral at most",
    of: [JOBS, "Math.ceilDiv(collateral * slashBps, PayParts.BPS)"],
    numbers: { collateral: 96, bps: 16 },
    floors: { slash: ["(+ (* collateral bps) 9999)", "10000"] },
    given: ["(<= bps 10000)"],
    then: "(<= slash collateral)",
    weakened: { given: [] },
  },
  {
    name: "two vouchers of a lease pay the same in either order, that of the higher",
    of: [SUMS, "due = due > collected ? due - collected : 0;"],
    numbers: { one: 128, other: 128, elapsedCap: 128, rateCap: 156, cap: 128, collected: 128 },
    then: `(= ${served("other", served("one", "collected"))} ${served("one", served("other", "collected"))} ${served(most("one", "other"), "collected")})`,
    weakened: {
      then: `(= ${served("other", served("one", "collected"))} ${served("one", "collected")})`,
    },
  },
];
