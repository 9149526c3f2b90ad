import { id, parseEther, type BytesLike } from "ethers";
import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/signers";
import hre from "hardhat";

import GovernanceModule, { SETTINGS } from "../../deploy/modules/Governance";
import {
  StakeVault__factory,
  WeftGovernor__factory,
  WeftToken__factory,
  type WeftGovernor,
  type WeftToken,
} from "../../typechain-types";
import type { Flows } from "./flows";
import { gasOf, wait } from "./world";

const FOR = 1;
/** Odd amounts, so that no byte of a tally is zero by chance. */
const WALLET = parseEther("123456.789123456789123456");
const STAKE = parseEther("65432.198765432198765432");
const QUORUM = parseEther("40000000");

interface GovernanceWorld {
  governor: WeftGovernor;
  proposer: HardhatEthersSigner;
  /** Each with wallet votes, and stake behind it. */
  voters: readonly HardhatEthersSigner[];
  whale: HardhatEthersSigner;
}

/**
 * Gas of votes on a proposal, wallet and stake counted: of the first one, which also opens the tally, of a later one,
 * and of the one that reaches the quorum; a first ballot of a voter who signed and of one more in the same tally.
 */
export async function measureGovernance(): Promise<Flows> {
  const world = await createGovernance();
  const { governor, whale, voters } = world;
  const [first, second] = voters;
  if (first === undefined || second === undefined) throw new Error("two voters are needed");
  const direct = await openVote(world, "direct");
  const flows: Flows = {
    "gov.vote": await gasOf(() => governor.connect(first).castVote(direct, FOR)),
    "gov.vote.later": await gasOf(() => governor.connect(second).castVote(direct, FOR)),
    "gov.vote.quorum": await gasOf(() => governor.connect(whale).castVote(direct, FOR)),
  };
  wait(SETTINGS.votingPeriod);
  const signed = await openVote(world, "signed");
  return {
    ...flows,
    "gov.voteBySig": await gasOfBallot(world, first, signed),
    "gov.voteBySig.later": await gasOfBallot(world, second, signed),
  };
}

async function createGovernance(): Promise<GovernanceWorld> {
  const [holder, proposer, whale, market, ...voters] = (await hre.ethers.getSigners()).slice(0, 6);
  if (!holder || !proposer || !whale || !market) throw new Error("too few accounts");
  const deployed = await hre.ignition.deploy(GovernanceModule, {
    parameters: {
      WeftToken: { holder: holder.address },
      StakeVault: { thawSeconds: 28 * 86_400 },
    },
  });
  const weft = WeftToken__factory.connect(await deployed.weftToken.getAddress(), holder);
  const stakes = StakeVault__factory.connect(await deployed.stakeVault.getAddress(), holder);
  const governor = WeftGovernor__factory.connect(await deployed.weftGovernor.getAddress(), holder);
  await give(weft, proposer, SETTINGS.proposalThreshold);
  await give(weft, whale, QUORUM);
  for (const voter of voters) {
    await give(weft, voter, WALLET + STAKE);
    await weft.connect(voter).approve(stakes, STAKE);
    await stakes.connect(voter).provision(market, STAKE);
  }
  // Deployment ran by the machine's clock, which may be ahead of the one that measures.
  wait(3_600);
  return { governor, proposer, voters, whale };
}

async function give(weft: WeftToken, account: HardhatEthersSigner, amount: bigint): Promise<void> {
  await weft.transfer(account, amount);
  await weft.connect(account).delegate(account);
}

async function openVote({ governor, proposer }: GovernanceWorld, text: string): Promise<bigint> {
  const nothing: BytesLike = "0x";
  const terms = [[proposer.address], [0n], [nothing]] as const;
  await gasOf(() =>
    governor.connect(proposer).propose([...terms[0]], [...terms[1]], [...terms[2]], text),
  );
  wait(SETTINGS.votingDelay);
  return governor.getProposalId([...terms[0]], [...terms[1]], [...terms[2]], id(text));
}

async function gasOfBallot(
  { governor, proposer }: GovernanceWorld,
  voter: HardhatEthersSigner,
  proposalId: bigint,
): Promise<number> {
  const { name, version, chainId, verifyingContract } = await governor.eip712Domain();
  const nonce = await governor["nonces(address,uint192)"](voter, BigInt.asUintN(192, proposalId));
  const ballot = { proposalId, support: FOR, voter: voter.address, nonce };
  const fields = [
    { name: "proposalId", type: "uint256" },
    { name: "support", type: "uint8" },
    { name: "voter", type: "address" },
    { name: "nonce", type: "uint256" },
  ];
  const domain = { name, version, chainId, verifyingContract };
  const signature = await voter.signTypedData(domain, { Ballot: fields }, ballot);
  return gasOf(() => governor.connect(proposer).castVoteBySig(proposalId, FOR, voter, signature));
}
