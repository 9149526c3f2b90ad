import { stake } from "@weft/sdk";
import type { CallResult } from "@weft/sdk";
import type { Wallet } from "ethers";

import { grouped } from "../lib/table";
import { UsageError } from "../lib/usage";
import { missingKey, type Session } from "./connect";
import { DryWallet, unsentBy, type Unsent } from "./dry-run";
import type { Given, OptionName } from "./given";
import { moment, percent, sheet, stakeTables, weft, type Report } from "./report";
import { accountOf, bpsOf, scopesOf, weftOf, weftOrAll } from "./values";

const MAX_COMMISSION_BPS = 5_000;

type Action = (session: Session) => Promise<Report>;

/**
 * A command in two steps: `plan` reads all its arguments, and throws where one is wrong; what it returns runs them.
 */
export interface Command {
  says: string;
  options: readonly OptionName[];
  plan: (given: Given, key: Wallet | undefined) => Action;
}

/** What a call takes that acts for the key's account at the session's market. */
interface Call {
  signer: Wallet;
  stakeVault: string;
  market: string;
}

interface Done extends CallResult {
  /** What happened, by name. */
  data: Record<string, unknown>;
  /** The same for people. */
  lines: Record<string, string>;
}

/** A command that sends a transaction. */
function sending(
  says: string,
  options: readonly OptionName[],
  plan: (given: Given, self: string | undefined) => (call: Call) => Promise<Done>,
): Command {
  return {
    says,
    options: [...options, "dry-run"],
    plan: (given, key) => {
      const run = plan(given, key?.address);
      if (key === undefined) throw missingKey();
      return async ({ provider, chainId, stakeVault, market }) => {
        const { address: account } = key;
        const place = { chainId, account, stakeVault, market };
        if (given.has("dry-run")) {
          const signer = new DryWallet(key.privateKey, provider);
          return dryReport(place, await unsentBy(() => run({ signer, stakeVault, market })));
        }
        const call = { signer: key.connect(provider), stakeVault, market };
        const { receipt, data, lines } = await run(call);
        const sent = { transaction: receipt.hash, gasUsed: receipt.gasUsed };
        return {
          data: { ...place, ...data, ...sent },
          tables: sheet("done", { ...lines, by: account, market, transaction: receipt.hash }),
        };
      };
    },
  };
}

function dryReport(place: Record<string, unknown>, unsent: Unsent): Report {
  const lines = { function: unsent.function, of: unsent.to, gas: grouped(unsent.gas) };
  return { data: { ...place, isDryRun: true, ...unsent }, tables: sheet("would send", lines) };
}

/** Says until when stake that began to leave has to wait. */
function leaving(result: CallResult & stake.LeaveResult): Done {
  const { receipt, index, amount, readyAt } = result;
  return {
    receipt,
    data: { index, amount, readyAt },
    lines: { thawing: weft(amount), "can be withdrawn from": moment(readyAt) },
  };
}

function arrived(what: string, { receipt, amount }: CallResult & { amount: bigint }): Done {
  return { receipt, data: { amount }, lines: { [what]: weft(amount) } };
}

function otherProvider(given: Given, self: string | undefined): string | undefined {
  const provider = given.maybe("provider", accountOf);
  return provider === self ? undefined : provider;
}

const provision = sending(
  "stake WEFT for a market, by a permit: one transaction",
  ["amount"],
  (given) => {
    const amount = given.need("amount", weftOf);
    return async (call) => arrived("staked", await stake.provisionWithPermit({ ...call, amount }));
  },
);

const delegate = sending(
  "put WEFT behind a provider that has a pool, for a part of its pay",
  ["amount", "provider"],
  (given) => {
    const amount = given.need("amount", weftOf);
    const provider = given.need("provider", accountOf);
    return async (call) => {
      const { receipt, shares, ...done } = await stake.delegate({ ...call, provider, amount });
      return {
        receipt,
        data: { provider, shares, amount: done.amount },
        lines: { delegated: weft(done.amount), to: provider },
      };
    };
  },
);

const thaw = sending(
  "start to take own stake out; with --provider, as an operator of it",
  ["amount", "provider"],
  (given, self) => {
    const amount = given.need("amount", weftOf);
    const provider = otherProvider(given, self);
    return async (call) =>
      leaving(
        provider === undefined
          ? await stake.thaw({ ...call, amount })
          : await stake.thawFor({ ...call, amount, provider }),
      );
  },
);

const undelegate = sending(
  "start to take delegated stake out of a provider's pool",
  ["amount", "provider"],
  (given) => {
    const amount = given.need("amount", weftOrAll);
    const provider = given.need("provider", accountOf);
    return async (call) => leaving(await stake.undelegate({ ...call, provider, amount }));
  },
);

const withdraw = sending(
  "take home own stake that thawed; with --provider, what was delegated to it",
  ["provider"],
  (given, self) => {
    const provider = otherProvider(given, self);
    return async (call) =>
      arrived(
        "withdrawn",
        provider === undefined
          ? await stake.withdraw(call)
          : await stake.withdrawDelegated({ ...call, provider }),
      );
  },
);

const openPool = sending(
  "let others delegate, for good, to be paid in these tokens alone while they do",
  ["commission", "token"],
  (given) => {
    const commissionBps = given.need("commission", commissionOf);
    const tokens = given.all("token").map((token) => accountOf("token", token));
    if (tokens.length === 0 || tokens.length > 4) {
      throw new UsageError(
        `--token is given ${tokens.length} times, but must be from 1 to 4 times`,
      );
    }
    return async (call) => {
      const { receipt, ...pool } = await stake.openPool({ ...call, commissionBps, tokens });
      const lines = { "pool opened": percent(pool.commissionBps), "paid in": tokens.join(" ") };
      return { receipt, data: pool, lines };
    };
  },
);

const commission = sending(
  "change the commission: lower at once, higher after the thaw time",
  ["commission"],
  (given) => {
    const commissionBps = given.need("commission", commissionOf);
    return async (call) => {
      const { receipt, ...set } = await stake.setCommission({ ...call, commissionBps });
      const lines = { commission: percent(set.commissionBps), from: moment(set.effectiveAt) };
      return { receipt, data: set, lines };
    };
  },
);

const operator = sending(
  "say all that another key may do in the own name",
  ["operator", "scopes"],
  (given) => {
    const key = given.need("operator", accountOf);
    const scopes = given.need("scopes", scopesOf);
    return async ({ signer, stakeVault }) => {
      const call = { signer, stakeVault, operator: key, scopes };
      const { receipt, ...set } = await stake.setOperator(call);
      return {
        receipt,
        data: set,
        lines: { operator: key, may: set.scopes.join(", ") || "nothing" },
      };
    };
  },
);

const claim = sending("take home slashed stake that is credited to the account and due", [], () => {
  return async (call) => arrived("claimed", await stake.claim(call));
});

const earnings = sending(
  "move what a delegation earned in a token into the vault",
  ["provider", "token"],
  (given) => {
    const provider = given.need("provider", accountOf);
    const token = given.need("token", accountOf);
    return async (call) => {
      const { receipt, amount } = await stake.claimEarnings({ ...call, provider, token });
      const lines = { earned: `${amount} base units`, of: token };
      return { receipt, data: { provider, token, amount }, lines };
    };
  },
);

const show: Command = {
  says: "show stake, pool, delegation and operators; sends nothing",
  options: ["provider", "delegator", "operator"],
  plan: (given, key) => {
    const account = given.maybe("provider", accountOf) ?? key?.address;
    if (account === undefined) throw missingAccount();
    const delegator = given.maybe("delegator", accountOf) ?? key?.address;
    const operators = given.all("operator").map((text) => accountOf("operator", text));
    return async ({ provider, chainId, stakeVault, market }) => {
      const question = { provider, stakeVault, market, account, operators };
      const view = await stake.show({
        ...question,
        ...(delegator === undefined ? {} : { delegator }),
      });
      return {
        data: { chainId, account, stakeVault, market, ...view },
        tables: stakeTables(account, view),
      };
    };
  },
};

function missingAccount(): UsageError {
  return new UsageError("--provider is missing, but must be given where WEFT_KEY is not set");
}

function commissionOf(option: string, text: string): number {
  return bpsOf(option, text, MAX_COMMISSION_BPS);
}

export const COMMANDS: ReadonlyMap<string, Command> = new Map([
  ["provision", provision],
  ["stake", { ...provision, says: "the same as provision: on chain they are one" }],
  ["delegate", delegate],
  ["thaw", thaw],
  ["undelegate", undelegate],
  ["withdraw", withdraw],
  ["show", show],
  ["open-pool", openPool],
  ["commission", commission],
  ["operator", operator],
  ["claim", claim],
  ["earnings", earnings],
]);
