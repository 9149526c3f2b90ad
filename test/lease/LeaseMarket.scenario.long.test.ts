import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ZeroAddress, isCallException, type Interface, type Signer } from "ethers";

import { sendAs, type Party } from "../support/deploy";
import { Random } from "../support/random";
import { now } from "../support/time";
import { openingOf, voucherOf } from "./support/actions";
import { assertConservation, assertEveryoneCanLeave } from "./support/conservation";
import { packLease, type LeaseFields } from "./support/terms";
import {
  CAP,
  DAY,
  HOUR,
  RATE,
  deployLeases,
  leaseOf,
  partyAt,
  type LeaseWorld,
} from "./support/world";

const STEPS = 400;
const SEEDS = [3, 4, 5];

/** Acts at random, by anyone, in any state: what is refused must be refused by name. */
class Crowd {
  readonly done = new Map<string, number>();
  readonly #leases: LeaseFields[] = [];
  #nonce = 0n;

  constructor(
    private readonly world: LeaseWorld,
    private readonly random: Random,
  ) {}

  async act(): Promise<void> {
    const actions = [
      () => this.#open(),
      () => this.#collect(),
      () => this.#collect(),
      () => this.#collectBatch(),
      () => this.#float(),
      () => this.#float(),
      () => this.#ofLease(),
      () => this.#ofLease(),
      () => this.#addReserve(),
      () => this.#govern(),
      () => time.increase(1n + this.random.upTo(DAY / 2n)),
    ];
    await this.random.pick(actions)();
  }

  /** Calls as a party; a refusal must be one of the errors that the interfaces name. */
  async #try(name: string, party: Party, args: readonly unknown[], tag = name): Promise<void> {
    const { leaseMarket, vault, stakeVault } = this.world;
    const abi: Interface = leaseMarket.interface;
    try {
      await sendAs(party, leaseMarket, abi.encodeFunctionData(name, [...args]));
    } catch (error) {
      const data = isCallException(error) ? error.data : dataOf(error);
      const known = [abi, vault.interface, stakeVault.interface].some(
        (contract: Interface) => data !== null && contract.parseError(data) !== null,
      );
      if (!known) throw error;
      return;
    }
    this.done.set(tag, (this.done.get(tag) ?? 0) + 1);
  }

  #anyone(): Party {
    const keys = this.world.parties.filter(({ wallet }) => wallet === null);
    return this.random.pick(keys);
  }

  async #open(): Promise<void> {
    const { world, random } = this;
    const { client, otherClient, payer, provider, otherProvider } = world;
    const begin = await now();
    const fields = await leaseOf(world, {
      client: random.pick([client, otherClient]).address,
      payer: random.pick([ZeroAddress, ZeroAddress, payer.address]),
      provider: random.pick([provider, provider, otherProvider]).address,
      voucherSigner: random.pick([world.hot.address, ZeroAddress]),
      reserve: random.pick([0n, random.upTo(10n ** 7n)]),
      elapsedCap: random.pick([0n, random.upTo(10n ** 7n)]),
      cap: random.pick([CAP, 1n + random.upTo(10n ** 7n)]),
      ratePerHour: 1n + random.upTo(RATE),
      startsAt: begin - DAY + random.upTo(2n * DAY),
      endsAt: begin + random.upTo(20n * DAY),
      expiry: begin + 100n * DAY,
      collectSeconds: HOUR + random.upTo(4n * DAY),
      nonce: this.#nonce,
    });
    this.#nonce = (this.#nonce + 1n) % 200n;
    this.#leases.push(fields);
    await this.#try("open", this.#anyone(), [await openingOf(world, fields)]);
  }

  #lease(): LeaseFields | null {
    return this.#leases.length === 0 ? null : this.random.pick(this.#leases);
  }

  async #voucher(fields: LeaseFields) {
    const { world, random } = this;
    const signers: Signer[] = [world.hot, world.client.key, world.otherClient.key, world.stranger];
    const amount = random.pick([0n, random.upTo(10n ** 7n), random.upTo(CAP)]);
    return voucherOf(world, fields, amount, { signer: random.pick(signers) });
  }

  async #collect(): Promise<void> {
    const fields = this.#lease();
    if (fields === null) return;
    const args = [fields.provider, fields.token, await this.#voucher(fields)];
    await this.#try("collect", this.#anyone(), args);
  }

  async #collectBatch(): Promise<void> {
    const vouchers = [];
    for (let index = 0; index < 6; ++index) {
      const fields = this.#lease();
      if (fields !== null) vouchers.push(await this.#voucher(fields));
    }
    const { provider, token } = this.world;
    const args = [provider.address, await token.getAddress(), vouchers, this.random.unit() < 0.5];
    await this.#try("collectBatch", this.#anyone(), args);
  }

  async #float(): Promise<void> {
    const { world, random } = this;
    const payer = random.pick([world.client, world.otherClient, world.payer]);
    const [token, amount] = [await world.token.getAddress(), random.upTo(10n ** 7n)];
    const action = random.pick(["fundFloat", "fundFloat", "thawFloat", "withdrawFloat"] as const);
    if (action === "fundFloat") {
      await this.#try(action, this.#anyone(), [payer.address, token, amount]);
    } else if (action === "thawFloat") await this.#try(action, payer, [token, amount]);
    else await this.#try(action, this.#anyone(), [payer.address, token]);
  }

  async #ofLease(): Promise<void> {
    const fields = this.#lease();
    if (fields === null) return;
    const exits = ["close", "giveNotice", "revokeVoucherSigner", "refundReserve"] as const;
    const parties = [fields.client, fields.provider].map((address) => partyAt(this.world, address));
    const party = this.random.pick([...parties, this.#anyone()]);
    await this.#try(this.random.pick(exits), party, [packLease(fields)]);
  }

  async #addReserve(): Promise<void> {
    const fields = this.#lease();
    if (fields === null) return;
    const amount = this.random.upTo(10n ** 6n);
    await this.#try("addReserve", this.#anyone(), [packLease(fields), amount]);
  }

  async #govern(): Promise<void> {
    const { leaseMarket, owner, stranger, token } = this.world;
    await leaseMarket.connect(owner).setFee(this.random.upTo(500n));
    await leaseMarket.connect(stranger).collectFees(token);
  }
}

/** Data of a revert, where the node hands it on under the error it throws. */
function dataOf(error: unknown): string | null {
  if (typeof error !== "object" || error === null || !("data" in error)) return null;
  return typeof error.data === "string" ? error.data : null;
}

describe("LeaseMarket: a crowd", () => {
  for (const seed of SEEDS) {
    it(`loses and makes nothing, and everyone can leave (seed ${String(seed)})`, async () => {
      const world = await loadFixture(deployLeases);
      const crowd = new Crowd(world, new Random(seed));
      for (let step = 0; step < STEPS; ++step) {
        await crowd.act();
        if (step % 25 === 0) await assertConservation(world);
      }
      const exercised = [...crowd.done.keys()].sort();
      expect(exercised).to.include.members([
        ...["addReserve", "close", "collect", "collectBatch", "fundFloat", "giveNotice", "open"],
        ...["refundReserve", "revokeVoucherSigner", "thawFloat", "withdrawFloat"],
      ]);
      expect((await now()) - world.startsAt > HOUR).to.equal(true);
      await assertEveryoneCanLeave(world);
    });
  }
});
