import { NOBODY, WEFT } from "../reference/rules";
import { keyOf, type Pair } from "../reference/orders";
import { CLIENTS, PROVIDERS, type World } from "../reference/world";
import type { Choices } from "./choices";

const PRICE = 1_000_003n;
const COLLATERALS = [7n * WEFT + 1n, 30n * WEFT, 1n, 0n, 61n * WEFT + 7n];
const FAR = 2n ** 40n - 1n;

type Spoil = (pair: Pair, world: World) => void;

/** One thing wrong with a pair each; what the market says to it is the model's to know. */
const SPOILS: readonly Spoil[] = [
  (pair) => (pair.units = 0n),
  (pair) => (pair.units = pair.offer.units + 1n),
  ({ offer }, { now }) => (offer.expiry = now - 1n),
  ({ request }, { now }) => (request.expiry = now),
  ({ offer }) => (offer.nonce += 1n << 32n),
  ({ request }) => (request.nonce += 1n << 32n),
  ({ offer }) => (offer.collateralPerUnit = 2n ** 96n - 1n),
  ({ offer }) => (offer.venue = "eve"),
  ({ request }) => (request.venue = "fay"),
  (pair) => (pair.pricePerUnit -= 1n),
  (pair) => (pair.pricePerUnit += 1n),
  (pair) => (pair.pricePerUnit += 1_000n),
  ({ request }) => (request.token = "iron"),
  ({ offer, request }) => (offer.token = request.token = "iron"),
  ({ request, offer }) => (request.minCollateralPerUnit = offer.collateralPerUnit + 1n),
  ({ request, offer }) => (request.cores = offer.cores + 1),
  ({ request }) => (request.verifierTerms = "other terms"),
  ({ request }) => (request.verifier = "eve"),
  ({ offer }) => (offer.verifierTerms = null),
  ({ request }) => (request.verifySeconds = 14n * 86_400n - request.maxSeconds + 1n),
  ({ request }) => (request.verifySeconds = 6_401n),
  ({ offer }) => (offer.minSeconds = 3_601n),
  ({ offer }) => (offer.minVerifySeconds = 1_801n),
  ({ offer }) => (offer.graceSeconds = 601n),
  ({ offer }) => (offer.lateSlashBps = offer.noResultSlashBps + 1n),
  ({ offer }) => (offer.wrongSlashBps = 10_001n),
  ({ request }) => (request.minWrongSlashBps = 8_001n),
  ({ signers }) => (signers.offer = "eve"),
  ({ signers }) => (signers.offer = "fay"),
  ({ signers }) => (signers.request = "eve"),
  ({ request }) => (request.payer = "eve"),
  ({ request, signers }) => (request.payer = signers.payer = "eve"),
  (pair) => {
    pair.offer.pricePerUnit = pair.request.maxPricePerUnit = pair.pricePerUnit = 2n ** 127n;
  },
  ({ request }) => (request.tipPerUnit = 2n ** 128n),
];

/** Orders that mostly agree. */
export function pairOf(world: World, choices: Choices): Pair {
  const provider = choices.of(PROVIDERS);
  const client = choices.of(CLIENTS);
  const units = choices.of([4n, 1n, 2n, 7n]);
  const collateralPerUnit = choices.of(COLLATERALS);
  const epochOf = (signer: string): bigint => world.jobs.nonces.epochOf(signer) << 32n;
  const minUnits = choices.mostly([1n, 1n, 2n], [9n]);
  const payer = choices.mostly([NOBODY], CLIENTS);
  const pair: Pair = {
    offer: {
      ...{ provider, token: "gold", pricePerUnit: PRICE, cores: 8, venue: NOBODY },
      ...{ verifier: "oracle", verifierTerms: "terms", units, minUnits, collateralPerUnit },
      ...{ minSeconds: 60n, minVerifySeconds: 60n, maxSeconds: 8_200n, graceSeconds: 300n },
      ...{ lateSlashBps: 333n, noResultSlashBps: 2_001n, wrongSlashBps: 8_000n, expiry: FAR },
      nonce: epochOf(provider) + BigInt(choices.below(8)),
    },
    request: {
      ...{ client, payer, token: "gold", maxPricePerUnit: PRICE + 999n, cores: 4, venue: NOBODY },
      ...{ tipPerUnit: choices.of([0n, 3n]), verifier: "oracle", verifierTerms: "terms" },
      ...{ units: units + choices.of([0n, 1n]), minUnits: 1n, minCollateralPerUnit: 0n },
      ...{ maxSeconds: 3_600n, verifySeconds: 1_800n, maxGraceSeconds: 600n },
      ...{ minLateSlashBps: 100n, minNoResultSlashBps: 1_000n, minWrongSlashBps: 3_000n },
      ...{ expiry: FAR, nonce: epochOf(client) + BigInt(choices.below(8)) },
    },
    ...{ units: choices.of([units, 1n]), pricePerUnit: PRICE },
    signers: { offer: provider, request: client, payer: payer === client ? NOBODY : payer },
  };
  if (choices.isRare(4)) choices.of(SPOILS)(pair, world);
  return pair;
}

/** A pair of before, for what is left of it, or a new one. */
export function nextPair(world: World, choices: Choices): Pair {
  const isAgain = choices.isRare(3) && world.pairs.length > 0;
  if (isAgain) {
    const pair = choices.of(world.pairs);
    const { filled } = world.jobs;
    const left = ({ units, order }: { units: bigint; order: object }): bigint =>
      units - filled.get(keyOf(order));
    const { offer, request } = pair;
    const all = [offer, request].map((order) => left({ units: order.units, order }));
    return { ...pair, units: choices.of([...all, 1n, 2n, 3n]) };
  }
  const pair = pairOf(world, choices);
  world.pairs.push(pair);
  return pair;
}
