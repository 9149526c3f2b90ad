import { governance, toWeftError } from "@weft/sdk";
import { isAddress, type Signer } from "ethers";

import { asTyped } from "../lib/given";
import { table } from "../lib/table";
import { UsageError } from "../lib/usage";
import { fitting, readBallots, readProposalFile, type ProposalFile } from "./files";
import { COMMON, type Given, type OptionName } from "./options";
import { callText, moment, sending, sheet, simulatedText, weft, type Report } from "./report";
import { dryRunIn, type Session } from "./session";

/** The account that acts; asked for by commands that need one alone. */
export type SignerSource = () => Promise<Signer>;

export interface Command {
  says: string;
  options: readonly OptionName[];
  /** Refuses wrong arguments before anything is connected to. */
  check: (given: Given) => unknown;
  run: (given: Given, session: Session, signer: SignerSource) => Promise<Report>;
}

const SIDES: ReadonlyMap<string, governance.Support> = new Map([
  ["against", governance.Support.Against],
  ["for", governance.Support.For],
  ["abstain", governance.Support.Abstain],
]);

function supportOf(given: Given): governance.Support {
  const text = given.need("support", asTyped);
  const support = SIDES.get(text);
  if (support !== undefined) return support;
  throw new UsageError(`--support is ${text}, but must be for, against or abstain`);
}

function proposalOf(given: Given): bigint {
  const text = given.need("proposal", asTyped);
  if (/^(\d{1,78}|0x[0-9a-fA-F]{1,64})$/.test(text)) return BigInt(text);
  throw new UsageError(`--proposal is ${text}, but must be an id, decimal or hex`);
}

function accountOf(option: "to" | "wallet", text: string): string {
  const isRight: boolean = isAddress(text);
  if (isRight) return text;
  throw new UsageError(`--${option} is ${text}, but must be an address`);
}

const receiverOf = (given: Given): string =>
  given.need("to", (_, text) => (text === "self" ? text : accountOf("to", text)));
const walletOf = (given: Given): string | undefined =>
  given.maybe("wallet", (_, text) => accountOf("wallet", text));
const fileOf = (given: Given) => readProposalFile(given.need("file", asTyped));
const ballotsOf = (given: Given) => readBallots(given.need("ballots", asTyped));

async function simulated(
  given: Given,
  { provider, governor, addresses }: Session,
): Promise<{ file: ProposalFile; calls: governance.SimulatedCall[]; text: string }> {
  const file = fileOf(given)(addresses);
  const calls = await governance.simulateCalls({ provider, governor, calls: file.calls });
  return {
    file,
    calls,
    text: calls.map((call, index) => simulatedText(call, index, addresses)).join("\n\n"),
  };
}

const simulate: Command = {
  says: "show what a proposal would do to the state of now; sends nothing",
  options: ["file"],
  check: fileOf,
  run: async (given, session) => {
    const { calls, text } = await simulated(given, session);
    const isFailure = calls.some(({ failure }) => failure !== undefined);
    return { data: { calls }, text, isFailure };
  },
};

const propose: Command = {
  says: "simulate a proposal, then make it in a way that nobody can copy and cancel",
  options: ["file", "force"],
  check: fileOf,
  run: async (given, session, signer) => {
    const { file, calls, text } = await simulated(given, session);
    const isFailure = calls.some(({ failure }) => failure !== undefined);
    if (isFailure && !given.has("force")) {
      const why = "not proposed: a call would revert; --force proposes it all the same";
      return { data: { calls, proposed: false }, text: `${text}\n\n${why}`, isFailure };
    }
    const as = await signer();
    const proposer = await as.getAddress();
    const proposal = fitting("the proposal", () => governance.buildProposal({ proposer, ...file }));
    const { governor } = session;
    const report = await sending("proposed", async () => {
      const made = await governance.propose({ signer: as, governor, proposal });
      const { proposalId, voteStart, voteEnd, receipt } = made;
      return {
        data: { voteStart, voteEnd, transaction: receipt.hash },
        lines: {
          id: proposalId.toString(),
          "votes are counted": moment(voteStart),
          "vote ends": moment(voteEnd),
          transaction: receipt.hash,
        },
      };
    });
    const { id: proposalId, description } = proposal;
    const data = { proposalId, proposer, description, calls, ...report.data };
    return { data, text: `${text}\n\n${report.text}` };
  },
};

const delegate: Command = {
  says: "give the votes of the wallet to an account, itself or another",
  options: ["to"],
  check: receiverOf,
  run: async (given, { governor }, source) => {
    const signer = await source();
    const named = receiverOf(given);
    const to = named === "self" ? await signer.getAddress() : named;
    return sending("delegated", async () => {
      const { receipt } = await governance.delegate({ signer, governor, to });
      return { data: { to, transaction: receipt.hash }, lines: { to, transaction: receipt.hash } };
    });
  },
};

const vote: Command = {
  says: "vote with wallet and stake",
  options: ["proposal", "support", "reason"],
  check: (given) => [proposalOf(given), supportOf(given)],
  run: async (given, { governor }, source) => {
    const [proposalId, support] = [proposalOf(given), supportOf(given)];
    const reason = given.text("reason");
    const signer = await source();
    return sending("voted", async () => {
      const call = { signer, governor, proposalId, support };
      const done = await governance.vote(reason === undefined ? call : { ...call, reason });
      const { weight, receipt } = done;
      const data = { proposalId, support, weight, transaction: receipt.hash };
      const lines = {
        side: given.need("support", asTyped),
        votes: weft(weight),
        transaction: receipt.hash,
      };
      return { data, lines };
    });
  },
};

const sign: Command = {
  says: "sign a ballot for somebody else to bring; prints it as JSON, sends nothing",
  options: ["proposal", "support", "wallet"],
  check: (given) => [proposalOf(given), supportOf(given), walletOf(given)],
  run: async (given, { chainId, governor }, source) => {
    const [proposalId, support] = [proposalOf(given), supportOf(given)];
    const domain = governance.governorDomain({ chainId, contract: governor });
    const wallet = walletOf(given);
    const call = { signer: await source(), domain, proposalId, support };
    const ballot = await governance.signBallot(wallet === undefined ? call : { ...call, wallet });
    const data = { ...ballot, proposalId: proposalId.toString() };
    return { data, text: JSON.stringify(data) };
  },
};

const relay: Command = {
  says: "bring ballots that others signed, one after the other; bad ones cost nothing",
  options: ["ballots"],
  check: ballotsOf,
  run: async (given, { governor }, source) => {
    const ballots = ballotsOf(given);
    const signer = await source();
    const results = await governance.relayBallots({ signer, governor, ballots });
    const rows = results.map((result) => {
      const { voter, proposalId } = result.ballot;
      if (!("error" in result)) {
        const { weight, receipt } = result;
        return { voter, proposalId, weight, transaction: receipt.hash, said: weft(weight) };
      }
      const dry = dryRunIn(result.error);
      if (dry !== undefined) return { voter, proposalId, gas: dry.request.gas, said: "dry run" };
      const refused = toWeftError(result.error).message;
      return { voter, proposalId, refused, said: refused };
    });
    const text = table(
      ["voter", "outcome"],
      rows.map(({ voter, said }) => [voter, said]),
    );
    const data = { ballots: rows };
    return { data, text, isFailure: rows.some((row) => "refused" in row) };
  },
};

function onFound(
  says: string,
  title: string,
  act: (
    call: governance.GovernorCall & { proposal: governance.FoundProposal },
  ) => Promise<{ hash: string; eta?: bigint }>,
): Command {
  return {
    says,
    options: ["proposal"],
    check: proposalOf,
    run: async (given, { provider, governor }, source) => {
      const proposalId = proposalOf(given);
      const signer = await source();
      const proposal = await governance.findProposal({ provider, governor, proposalId });
      return sending(title, async () => {
        const { hash, eta } = await act({ signer, governor, proposal });
        const later = eta === undefined ? {} : { "can be executed from": moment(eta) };
        return {
          data: { proposalId, transaction: hash, ...(eta === undefined ? {} : { eta }) },
          lines: { id: proposalId.toString(), ...later, transaction: hash },
        };
      });
    },
  };
}

const show: Command = {
  says: "show a proposal: what it does, its votes, where it stands; sends nothing",
  options: ["proposal"],
  check: proposalOf,
  run: async (given, { provider, governor, addresses }) => {
    const where = { provider, governor, proposalId: proposalOf(given) };
    const found = await governance.findProposal(where);
    const standing = await governance.readStanding(where);
    const calls = found.targets.map((to, index) =>
      governance.decodeCall({
        to,
        data: found.calldatas[index] ?? "0x",
        value: found.values[index] ?? 0n,
      }),
    );
    const lines = {
      description: found.description,
      proposer: found.proposer,
      state: standing.state,
      "votes are counted": moment(standing.snapshot),
      "vote ends": moment(standing.deadline),
      "can be executed from": moment(standing.eta),
      for: weft(standing.for),
      against: weft(standing.against),
      abstain: weft(standing.abstain),
      quorum: weft(standing.quorum),
    };
    const texts = calls.map((call, index) => callText(call, index, addresses));
    const { description, proposer } = found;
    return {
      data: { proposalId: where.proposalId, description, proposer, ...standing, calls },
      text: [sheet("proposal", lines), ...texts].join("\n\n"),
    };
  },
};

export const COMMANDS: ReadonlyMap<string, Command> = new Map([
  ["delegate", delegate],
  ["simulate", simulate],
  ["propose", propose],
  ["vote", vote],
  ["sign", sign],
  ["relay", relay],
  [
    "queue",
    onFound("put what passed into the timelock", "queued", async (call) => {
      const { receipt, eta } = await governance.queue(call);
      return { hash: receipt.hash, eta };
    }),
  ],
  [
    "execute",
    onFound("execute what has waited in the timelock", "executed", async (call) => {
      const { receipt } = await governance.execute(call);
      return { hash: receipt.hash };
    }),
  ],
  [
    "cancel",
    onFound(
      "cancel, as its proposer before the vote or as the guardian",
      "cancelled",
      async (call) => {
        const { receipt } = await governance.cancel(call);
        return { hash: receipt.hash };
      },
    ),
  ],
  ["show", show],
]);

/** What a command takes. */
export function optionsOf({ options }: Command): readonly OptionName[] {
  return [...options, ...COMMON];
}
