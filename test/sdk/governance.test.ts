import { loadFixture, mine, setBalance, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { BrowserProvider, id, parseEther, ZeroAddress } from "ethers";
import { ethers } from "hardhat";

import { ContractError, governance, WeftError } from "../../packages/sdk/src";
import { State } from "../governance/support/actions";
import {
  QUORUM,
  WALLET_VOTES,
  deployGovernance,
  type GovernanceWorld,
} from "../governance/support/world";
import { refusalOf } from "./support/world";

const { Support, buildProposal, encodeCall, sealDescription } = governance;

/** Counts how often it is asked for logs. */
class Counting extends BrowserProvider {
  asked = 0;

  constructor({ send }: { send: (method: string, params: unknown[]) => Promise<unknown> }) {
    super({
      request: ({ method, params }) => {
        if (method === "eth_getLogs") this.asked += 1;
        return send(method, Array.isArray(params) ? params : []);
      },
    });
  }
}

describe("sdk governance", () => {
  let world: GovernanceWorld;
  let governor: string;

  beforeEach(async () => {
    world = await loadFixture(deployGovernance);
    governor = await world.governor.getAddress();
  });

  const feeCall = async (feeBps = 100n) =>
    encodeCall({
      to: await world.jobMarket.getAddress(),
      signature: "setFee(uint16)",
      args: [feeBps],
    });

  async function proposed(feeBps = 100n) {
    const { proposer } = world;
    const calls = [await feeCall(feeBps)];
    const proposal = buildProposal({ proposer: proposer.address, description: "A fee", calls });
    const made = await governance.propose({ signer: proposer, governor, proposal });
    return { proposal, made };
  }

  describe("sealDescription", () => {
    it("GOV5: always ends with the proposer, once", () => {
      const { proposer, stranger } = world;
      const sealed = sealDescription("A fee", proposer.address);
      expect(sealed).to.equal(`A fee#proposer=${proposer.address}`);
      expect(sealDescription(sealed, proposer.address)).to.equal(sealed);
      expect(() => sealDescription(sealed, stranger.address)).to.throw(WeftError, /another/);
      expect(() => sealDescription("  ", proposer.address)).to.throw(WeftError, /description/);
    });
  });

  describe("buildProposal", () => {
    it("gives the id that the governor gives", async () => {
      const { proposal, made } = await proposed();
      expect(made.proposalId).to.equal(proposal.id);
      expect(made.voteStart).to.equal(await world.governor.proposalSnapshot(proposal.id));
      expect(made.voteEnd).to.equal(await world.governor.proposalDeadline(proposal.id));
    });

    it("refuses no calls, and calls that do not fit their signature", async () => {
      const proposer = world.proposer.address;
      expect(() => buildProposal({ proposer, description: "x", calls: [] })).to.throw(/calls/);
      const to = await world.jobMarket.getAddress();
      for (const [signature, args] of [
        ["setFee(uint16)", []],
        ["setFee(uint16)", [70_000]],
        ["setFee", [1]],
        ["setFee(uint17)", [1]],
      ] as const) {
        expect(() => encodeCall({ to, signature, args }), signature).to.throw(WeftError, /call is/);
      }
    });
  });

  describe("simulateCalls", () => {
    const simulate = (calls: governance.ProposalCall[]) =>
      governance.simulateCalls({ provider: ethers.provider, governor, calls });

    it("shows what a call does, by name, before and after", async () => {
      const [call] = await simulate([await feeCall()]);
      expect(call).to.deep.include({ signature: "setFee(uint16)", failure: undefined });
      expect(call?.effect).to.deep.equal({ what: "feeBps", before: 250n, after: 100n });
      expect(call?.args).to.deep.equal([{ name: "feeBps_", value: 100n }]);
    });

    it("says why a call would revert, and changes nothing", async () => {
      const { jobMarket, weft, stranger } = world;
      const transfer = encodeCall({
        to: await weft.getAddress(),
        signature: "transfer(address,uint256)",
        args: [stranger.address, 1n],
      });
      const nothing = { to: stranger.address, data: "0x12345678" };
      const calls = await simulate([await feeCall(501n), transfer, nothing]);
      expect(calls.map(({ failure }) => failure)).to.deep.equal([
        "the fee of 5.01% is above the cap of 5%",
        `${await world.timelock.getAddress()} has 0 base units of the token; 1 are needed`,
        `there is no contract at ${stranger.address}`,
      ]);
      expect(calls[2]?.signature).to.equal(undefined);
      expect(await jobMarket.feeBps()).to.equal(250n);
    });

    it("tells what the governor would refuse of itself", async () => {
      const own = (signature: string, args: unknown[]) =>
        encodeCall({ to: governor, signature, args });
      const calls = await simulate([
        own("setVotingPeriod(uint32)", [86_400]),
        own("setVotingPeriod(uint32)", [604_800]),
        own("updateTimelock(address)", [governor]),
      ]);
      expect(calls.map(({ failure }) => failure)).to.deep.equal([
        "86400 is outside the bounds, 259200 to 2592000",
        undefined,
        "the governor keeps its timelock",
      ]);
      expect(calls[1]?.effect).to.deep.equal({
        what: "votingPeriod",
        before: 432_000n,
        after: 604_800n,
      });
    });

    it("fails the call with which a proposal takes more than there is", async () => {
      const { weft, stranger } = world;
      const [timelock, token] = [await world.timelock.getAddress(), await weft.getAddress()];
      await weft.transfer(timelock, 1_000n);
      await setBalance(timelock, 1_000n);
      const pay = (amount: bigint, to = stranger.address) =>
        encodeCall({
          ...{ to: token, signature: "transfer(address,uint256)" },
          args: [to, amount],
        });
      const ether = (value: bigint) => ({ to: stranger.address, data: "0x", value });
      const calls = await simulate([
        ...[pay(600n), pay(600n, timelock), pay(600n), pay(400n), pay(1n)],
        ...[ether(600n), ether(600n), ether(400n)],
      ]);
      expect(calls.map(({ failure }) => failure)).to.deep.equal([
        undefined,
        undefined,
        "the timelock has 1000 base units of the token; earlier calls take 600, and 600 are needed",
        undefined,
        "the timelock has 1000 base units of the token; earlier calls take 1000, and 1 are needed",
        undefined,
        "the timelock has 1000 wei; earlier calls take 600, and 600 are needed",
        undefined,
      ]);
    });

    it("shows that ownership is offered, and not yet handed on", async () => {
      const { jobMarket, stranger, weft } = world;
      const offer = (to: string) =>
        encodeCall({ to, signature: "transferOwnership(address)", args: [stranger.address] });
      const [market, plain] = await simulate([
        offer(await jobMarket.getAddress()),
        offer(await weft.getAddress()),
      ]);
      expect(market?.effect).to.deep.equal({
        ...{ what: "pendingOwner", before: ZeroAddress, after: stranger.address },
      });
      expect(plain?.effect).to.equal(undefined);
    });

    it("judges calls to the governor by its own functions", async () => {
      const { stranger, jobMarket } = world;
      const own = (signature: string, args: unknown[], value = 0n) =>
        encodeCall({ to: governor, signature, args, value });
      const period = own("setVotingPeriod(uint32)", [604_800]);
      const relay = (to: string, data: string) =>
        own("relay(address,uint256,bytes)", [to, 0n, data]);
      const foreign = encodeCall({ to: governor, signature: "setFee(uint16)", args: [50] });
      const calls = await simulate([
        foreign,
        { to: governor, data: "0x12345678" },
        { to: governor, data: "0x" },
        { ...period, value: 1n },
        { ...period, data: period.data.slice(0, 20) },
        { ...period, data: period.data.replace("000", "001") },
        own("castVote(uint256,uint8)", [1n, 1n]),
        own("name()", []),
        relay(stranger.address, "0x"),
        relay(await jobMarket.getAddress(), foreign.data),
        own("relay(address,uint256,bytes)", [stranger.address, 1n, "0x"]),
      ]);
      expect(calls[0]?.name).to.equal(undefined);
      const failures = calls.map(({ failure }) => failure);
      expect(failures[6]).to.match(/no proposal|does not exist|unknown/);
      expect(failures[9]).to.contain(governor);
      expect(failures.filter((_, index) => index !== 6 && index !== 9)).to.deep.equal([
        "the governor has no such function",
        "the governor has no such function",
        "the governor takes no ether",
        "the function takes no ether",
        "the arguments are none of the function",
        "the arguments are none of the function",
        undefined,
        undefined,
        "the governor has 0 wei then; 1 are needed",
      ]);
    });

    it("makes what the governor relays, with the ether that comes along", async () => {
      const timelock = await world.timelock.getAddress();
      await setBalance(timelock, 5n);
      const relay = (to: string, amount: bigint, value: bigint) =>
        encodeCall({
          ...{ to: governor, signature: "relay(address,uint256,bytes)", value },
          args: [to, amount, "0x"],
        });
      const calls = await simulate([
        relay(world.stranger.address, 5n, 5n),
        relay(world.stranger.address, 6n, 6n),
        relay(await world.jobMarket.getAddress(), 5n, 5n),
      ]);
      expect(calls.map(({ failure }) => failure)).to.deep.equal([
        undefined,
        "the timelock has 5 wei; 6 are needed",
        "it cannot be tried before the governor has the ether",
      ]);
    });
  });

  it("delegates, proposes, votes, signs, relays, queues and executes", async () => {
    const { jobMarket, holder, whale, provider, voter, stranger } = world;
    await governance.delegate({ signer: holder, governor, to: stranger.address });
    expect(await world.weft.delegates(holder)).to.equal(stranger.address);
    const { proposal } = await proposed();
    const proposalId = proposal.id;
    await time.increaseTo((await world.governor.proposalSnapshot(proposalId)) + 1n);
    const cast = { governor, proposalId, support: Support.For };
    const direct = await governance.vote({ ...cast, signer: provider, reason: "cheaper" });
    expect(direct.weight).to.equal(parseEther("1500"));
    const { chainId } = await ethers.provider.getNetwork();
    const domain = governance.governorDomain({ chainId, contract: governor });
    const sign = (signer: typeof voter, support = Support.For) =>
      governance.signBallot({ signer, domain, proposalId, support });
    const [good, forged, late] = [await sign(whale), await sign(voter), await sign(provider)];
    const ballots = [{ ...forged, support: Support.Against }, late, good, await sign(voter)];
    const relayed = await governance.relayBallots({ signer: stranger, governor, ballots });
    expect(
      relayed.map((each) => ("error" in each ? each.error.details["error"] : each.weight)),
    ).to.deep.equal(["GovernorInvalidSignature", "GovernorAlreadyCastVote", QUORUM, WALLET_VOTES]);
    const where = { provider: ethers.provider, governor, proposalId };
    const found = await governance.findProposal(where);
    expect(found).to.deep.equal({ ...proposal, proposer: world.proposer.address });
    expect(await governance.readStanding(where)).to.deep.include({
      state: "Active",
      for: QUORUM + WALLET_VOTES + parseEther("1500"),
      against: 0n,
      quorum: QUORUM,
      eta: 0n,
    });
    await time.increaseTo((await world.governor.proposalDeadline(proposalId)) + 1n);
    const { eta } = await governance.queue({ signer: stranger, governor, proposal: found });
    const early = await refusalOf(
      governance.execute({ signer: stranger, governor, proposal: found }),
    );
    expect(early).to.be.instanceOf(ContractError);
    await time.increaseTo(eta);
    await governance.execute({ signer: stranger, governor, proposal: found });
    expect(await jobMarket.feeBps()).to.equal(100n);
    expect((await governance.readStanding(where)).state).to.equal("Executed");
  });

  it("votes without a reason, and cancels before the vote", async () => {
    const { proposer, voter } = world;
    const { proposal } = await proposed();
    await governance.cancel({ signer: proposer, governor, proposal });
    expect(await world.governor.state(proposal.id)).to.equal(State.Canceled);
    const failure = await refusalOf(
      governance.vote({ signer: voter, governor, proposalId: proposal.id, support: Support.For }),
    );
    expect(failure.message).to.match(/is Canceled, which does not allow this/);
  });

  it("signs for a wallet as its owner alone, and refuses other kinds of votes", async () => {
    const { voter, stranger } = world;
    const domain = governance.governorDomain({ chainId: 31_337n, contract: governor });
    const wallet = stranger.address;
    const ballot = await governance.signBallot({
      ...{ signer: voter, domain, proposalId: 1n, support: Support.Abstain, wallet },
    });
    expect(ballot.voter).to.equal(wallet);
    expect(() => governance.checkSupport(3)).to.throw(WeftError, /support is 3/);
  });

  it("looks for a proposal from the latest block back, and stops where it is", async () => {
    const provider = new Counting({
      send: (method, params) => ethers.provider.send(method, params),
    });
    await mine(25_000);
    const { proposal } = await proposed();
    const where = { provider, governor, proposalId: proposal.id };
    await mine(11_000);
    expect((await governance.findProposal(where)).id).to.equal(proposal.id);
    expect(provider.asked).to.equal(2);
    const latest = await ethers.provider.getBlockNumber();
    const late = governance.findProposal({ ...where, fromBlock: latest - 10_000 });
    expect(await refusalOf(late)).to.have.property("code", "PROPOSAL_MISSING");
  });

  it("says that a proposal does not exist", async () => {
    const failure = await refusalOf(
      governance.findProposal({
        ...{ provider: ethers.provider, governor, proposalId: BigInt(id("none")) },
      }),
    );
    expect(failure).to.be.instanceOf(WeftError).with.property("code", "PROPOSAL_MISSING");
  });
});
