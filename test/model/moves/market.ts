import type { Market } from "../reference/market";
import { CLIENTS, PEOPLE, PROVIDERS, TOKENS, type World } from "../reference/world";
import type { Plan } from "./move";

const SIGNERS = [...CLIENTS, ...PROVIDERS];

/** Calls that every market takes alike. */
export function marketMoves(
  of: (world: World) => Market,
): Record<"cancel" | "cancelWord" | "cancelAll" | "setFee" | "collectFees", Plan> {
  return {
    cancel: (world, choices) => {
      const { name: to, nonces } = of(world);
      const from = choices.of(SIGNERS);
      const epoch = nonces.epochOf(from) + choices.mostly([0n], [1n]);
      const nonce = (epoch << 32n) + choices.mostly([0n, 1n, 2n, 3n], [255n, 300n]);
      return { to, from, method: "cancel", args: [nonce], outcome: nonces.cancel(from, nonce) };
    },
    cancelWord: (world, choices) => {
      const { name: to, nonces } = of(world);
      const from = choices.of(SIGNERS);
      const epoch = nonces.epochOf(from) + choices.mostly([0n], [1n]);
      const word = (epoch << 24n) + choices.mostly([1n], [0n]);
      const outcome = nonces.cancelWord(from, word);
      return { to, from, method: "cancelWord", args: [word], outcome };
    },
    cancelAll: (world, choices) => {
      const { name: to, nonces } = of(world);
      const from = choices.of(SIGNERS);
      return { to, from, method: "cancelAll", args: [], outcome: nonces.cancelAll(from) };
    },
    setFee: (world, choices) => {
      const market = of(world);
      const from = choices.mostly<string>(["owner"], PEOPLE);
      const fee = choices.mostly([250n, 500n, 0n], [501n]);
      const outcome = market.setFee(from, fee);
      return { to: market.name, from, method: "setFee", args: [fee], outcome };
    },
    collectFees: (world, choices) => {
      const { name: to, funds } = of(world);
      const [from, token] = [choices.of(PEOPLE), choices.of(TOKENS)];
      return { to, from, method: "collectFees", args: [token], outcome: funds.collectFees(token) };
    },
  };
}
