import { governance } from "@weft/sdk";

import type { Party } from "../../lib/party";
import { refused, type Refusal } from "../refused";
import type { Context } from "../story";
import { draftOf, simulate, type Draft, type Motion } from "./booth";

type Terms = readonly [string[], bigint[], string[], string];

function termsOf({ proposal }: Motion): Terms {
  const { targets, values, calldatas, descriptionHash } = proposal;
  return [targets, values, calldatas, descriptionHash];
}

/** What nobody can do, tried at the moments of a vote at which it would be worth something. Nothing is sent. */
export class Attempts {
  readonly refusals: Refusal[] = [];
  readonly #context: Context;

  constructor(context: Context) {
    this.#context = context;
  }

  /** Before a proposal is made: somebody saw it come, and proposes the same first, to cancel it. */
  async beforeProposal(draft: Draft, copier: Party): Promise<void> {
    const { targets, values, calldatas, description } = draftOf(draft);
    const governor = this.#governorAs(copier);
    await this.#try(`${draft.proposer.name}'s proposal, copied by ${copier.name}`, () =>
      governor.propose.staticCall(targets, values, calldatas, description),
    );
  }

  /** What is out of bounds is refused before anybody votes on it. */
  async simulated(what: string, calls: readonly governance.CallDescription[]): Promise<void> {
    await this.#try(what, async () => {
      const [call] = await simulate(this.#context, calls);
      if (call?.failure !== undefined) throw new Error(call.failure);
    });
  }

  async beforeVote({ proposal }: Motion, voter: Party): Promise<void> {
    await this.#try("a vote before the voting delay is over", () =>
      this.#governorAs(voter).castVote.staticCall(proposal.id, governance.Support.For),
    );
  }

  async afterVote(motion: Motion, voter: Party, ballot: governance.Ballot): Promise<void> {
    const { proposal } = motion;
    const { matcher, jobMarket } = this.#context.market;
    const anyone = this.#governorAs(matcher);
    const { proposalId, support, voter: signer, signature } = ballot;
    await this.#try("a second vote", () =>
      this.#governorAs(voter).castVote.staticCall(proposal.id, governance.Support.For),
    );
    await this.#try("a ballot, brought again", () =>
      anyone.castVoteBySig.staticCall(proposalId, support, signer, signature),
    );
    await this.#try("queueing before the vote is over", () =>
      anyone.queue.staticCall(...termsOf(motion)),
    );
    await this.#try("a fee that a holder sets by itself", () =>
      jobMarket.connect(voter.signer).setFee.staticCall(0n),
    );
  }

  /** A ballot on the other side than was signed, while its vote would still count. */
  async forged({ proposalId, support, voter, signature }: governance.Ballot): Promise<void> {
    const { Against, For } = governance.Support;
    await this.#try("a ballot, turned around by who brings it", () =>
      this.#governorAs(this.#context.market.matcher).castVoteBySig.staticCall(
        proposalId,
        support === For ? Against : For,
        voter,
        signature,
      ),
    );
  }

  async defeated(motion: Motion): Promise<void> {
    await this.#try("queueing what was defeated", () =>
      this.#governorAs(this.#context.market.matcher).queue.staticCall(...termsOf(motion)),
    );
  }

  async beforeDelay(motion: Motion): Promise<void> {
    await this.#try("execution before the timelock's delay is over", () =>
      this.#governorAs(this.#context.market.matcher).execute.staticCall(...termsOf(motion)),
    );
  }

  async executed(motion: Motion): Promise<void> {
    await this.#try("execution, a second time", () =>
      this.#governorAs(this.#context.market.matcher).execute.staticCall(...termsOf(motion)),
    );
  }

  #governorAs({ signer }: Party) {
    return this.#context.market.weftGovernor.connect(signer);
  }

  async #try(what: string, attempt: () => Promise<unknown>): Promise<void> {
    this.refusals.push(await refused(what, attempt));
  }
}
