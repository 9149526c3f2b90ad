import type { Place } from "../reference/delegation";
import type { Member } from "../reference/pool";
import { NOBODY, WEFT } from "../reference/rules";
import { STAKED, STAKE_VAULT } from "../reference/stake";
import { MARKETS, PEOPLE, PROVIDERS, TOKENS, type World } from "../reference/world";
import type { Choices } from "./choices";
import type { Plan } from "./move";

const KEYS = ["eve", "fay"];
const DELEGATORS = ["eve", "dan", "fay"];
const TO = { to: STAKE_VAULT };

function providerOf(choices: Choices): string {
  return choices.mostly<string>(PROVIDERS, ["eve"]);
}

function marketOf(choices: Choices): string {
  return choices.mostly<string>(MARKETS, ["eve"]);
}

const PLACES = [...PROVIDERS, "eve"].flatMap((provider) =>
  MARKETS.map((market) => ({ provider, market })),
);
const MEMBERSHIPS = PLACES.flatMap((place) =>
  DELEGATORS.map((delegator) => ({ ...place, delegator })),
);

function memberAt({ stakes }: World, { provider, market, delegator }: (typeof MEMBERSHIPS)[0]) {
  return stakes.of(provider, market).pool?.members.get(delegator);
}

/** Whether shares earned something since they last changed. */
function hasUncredited(member: Member): boolean {
  return TOKENS.some((token) => member.earned(token) > member.owed.get(token));
}

const provision: Plan = ({ money, stakes }, choices) => {
  const from = providerOf(choices);
  const market = choices.mostly<string>(MARKETS, [NOBODY]);
  const all = money.wallets.get(STAKED, from);
  const amount = choices.mostly([10n * WEFT, 100n * WEFT, 1n], [0n, all, all + 1n]);
  return {
    ...{ ...TO, from, method: "provision", args: [market, amount] },
    outcome: stakes.provision(from, market, amount),
  };
};

/** Often stake that is behind duties: then not all that is asked for can leave at once. */
const thaw: Plan = ({ stakes, now }, choices) => {
  const isLocked = (place: Place): boolean => {
    const { active, locked } = stakes.of(place.provider, place.market);
    return locked > 0n && active > 0n;
  };
  const any = { provider: providerOf(choices), market: marketOf(choices) };
  const isThere = ({ provider, market }: Place): boolean => stakes.of(provider, market).active > 0n;
  const locked = choices.rightly(PLACES, isLocked, isThere);
  const { provider: from, market } = choices.isRare(4) ? any : locked;
  const amount = choices.part(stakes.of(from, market).active);
  return {
    ...{ ...TO, from, method: "thaw", args: [market, amount] },
    outcome: stakes.thaw(from, market, amount, now),
  };
};

const thawFor: Plan = ({ stakes, now }, choices) => {
  const [from, provider, market] = [choices.of(KEYS), providerOf(choices), marketOf(choices)];
  const amount = choices.part(stakes.of(provider, market).active);
  return {
    ...{ ...TO, from, method: "thawFor", args: [provider, market, amount] },
    outcome: stakes.thawFor(from, provider, market, amount, now),
  };
};

const setScopes: Plan = ({ stakes }, choices) => {
  const [from, key] = [providerOf(choices), choices.of(KEYS)];
  const scopes = choices.mostly([7n, 4n, 1n, 0n], [8n, 255n]);
  return {
    ...{ ...TO, from, method: "setOperator", args: [key, scopes] },
    outcome: stakes.setOperator(from, key, scopes),
  };
};

const withdrawStake: Plan = ({ stakes, now }, choices) => {
  const from = choices.of(PEOPLE);
  const hasRequests =
    (least: number) =>
    ({ provider, market }: Place): boolean =>
      stakes.of(provider, market).queue.requests.length >= least;
  const { provider, market } = choices.rightly(PLACES, hasRequests(2), hasRequests(1));
  return {
    ...{ ...TO, from, method: "withdraw", args: [provider, market] },
    outcome: stakes.withdraw(provider, market, now),
  };
};

/** Often of somebody who has what is due, or at least what will be. */
const claim: Plan = ({ stakes, now }, choices) => {
  const from = choices.of(PEOPLE);
  const account = choices.rightly(
    PEOPLE,
    (person) => stakes.credits.dueTo(person, now).amount > 0n,
    (person) => stakes.credits.of(person) > 0n,
  );
  return {
    ...{ ...TO, from, method: "claim", args: [account] },
    outcome: stakes.claim(account, now),
  };
};

const openPool: Plan = ({ stakes, now }, choices) => {
  const from = choices.mostly<string>(["bob", "ada"], ["eve"]);
  const market = choices.mostly<string>(MARKETS, [NOBODY]);
  const commission = choices.mostly([1_000n, 0n, 5_000n], [5_001n]);
  const good = [["gold"], ["gold", "iron"], ["iron"]];
  const tokens = choices.mostly(good, [
    [],
    ["gold", "gold"],
    [NOBODY],
    ["gold", "iron", "weft", "ada", "bob"],
  ]);
  return {
    ...{ ...TO, from, method: "openPool", args: [market, commission, tokens] },
    outcome: stakes.openPool({ provider: from, market }, commission, tokens, now),
  };
};

const setCommission: Plan = ({ stakes, now }, choices) => {
  const [from, market] = [providerOf(choices), marketOf(choices)];
  const commission = choices.mostly([2_000n, 500n, 5_000n, 0n], [5_001n]);
  return {
    ...{ ...TO, from, method: "setCommission", args: [market, commission] },
    outcome: stakes.setCommission({ provider: from, market }, commission, now),
  };
};

const delegate: Plan = ({ stakes, money, now }, choices) => {
  const from = choices.of(DELEGATORS);
  const hasPool = ({ provider, market }: Place): boolean =>
    stakes.of(provider, market).pool !== undefined;
  const place = choices.rightly(PLACES, hasPool);
  const provision = stakes.of(place.provider, place.market);
  const room = provision.mostDelegated() - (provision.pool?.active ?? 0n);
  const all = money.wallets.get(STAKED, from);
  const odd = [room > 0n ? room : WEFT, room > 0n ? room + 1n : WEFT - 1n, WEFT - 1n, all + 1n];
  const amount = choices.mostly([10n * WEFT, WEFT, 7n * WEFT + 3n], odd);
  const fair = provision.pool?.pot.buys(amount) ?? 0n;
  const minShares = choices.mostly([0n, fair], [fair + 1n]);
  const { provider, market } = place;
  return {
    ...{ ...TO, from, method: "delegate", args: [provider, market, amount, minShares] },
    outcome: stakes.delegate(from, place, amount, minShares, now),
  };
};

const undelegate: Plan = (world, choices) => {
  const { stakes, now } = world;
  const has =
    (isRight: (member: Member) => boolean) =>
    (at: (typeof MEMBERSHIPS)[0]): boolean => {
      const member = memberAt(world, at);
      return member !== undefined && member.shares > 0n && isRight(member);
    };
  const place = choices.rightly(
    MEMBERSHIPS,
    has(hasUncredited),
    has(() => true),
  );
  const { provider, market, delegator: from } = place;
  const { pool } = stakes.of(provider, market);
  const held = pool?.members.get(from)?.shares ?? 0n;
  const shares = choices.part(held);
  const worth = shares > held ? 0n : (pool?.pot.worth(shares) ?? 0n);
  const minAmount = choices.mostly([0n, worth], [worth + 1n]);
  return {
    ...{ ...TO, from, method: "undelegate", args: [provider, market, shares, minAmount] },
    outcome: stakes.undelegate(from, place, shares, minAmount, now),
  };
};

const withdrawDelegated: Plan = (world, choices) => {
  const { stakes, now } = world;
  const from = choices.of(PEOPLE);
  const isWaiting = (at: (typeof MEMBERSHIPS)[0]): boolean =>
    (memberAt(world, at)?.queue.requests.length ?? 0) > 0;
  const place = choices.rightly(MEMBERSHIPS, isWaiting);
  const { provider, market, delegator } = place;
  return {
    ...{ ...TO, from, method: "withdrawDelegated", args: [provider, market, delegator] },
    outcome: stakes.withdrawDelegated(delegator, place, now),
  };
};

const claimEarnings: Plan = (world, choices) => {
  const token = choices.mostly<string>(TOKENS, ["weft"]);
  const isEarning = (at: (typeof MEMBERSHIPS)[0]): boolean =>
    (memberAt(world, at)?.earned(token) ?? 0n) > 0n;
  const place = choices.rightly(MEMBERSHIPS, isEarning);
  const { provider, market, delegator: from } = place;
  return {
    ...{ ...TO, from, method: "claimEarnings", args: [provider, market, token] },
    outcome: world.stakes.claimEarnings(from, place, token),
  };
};

export const STAKE_MOVES = {
  ...{ provision, thaw, thawFor, setScopes, withdrawStake, claim, openPool, setCommission },
  ...{ delegate, undelegate, withdrawDelegated, claimEarnings },
};
