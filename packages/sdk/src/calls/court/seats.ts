import type { Provider } from "ethers";
import { InvalidFieldError } from "../../errors/weft-error";
import { eventsIn } from "../../events/events";
import { isSameAccount } from "../../words/range";
import { read } from "../read";
import { send, type CallOptions, type CallResult } from "../send";
import { courtOf } from "./contract";

export interface BenchKey {
  /** Address of the court. */
  court: string;
  /** The contract whose cases the bench judges. */
  arbitrable: string;
}

export interface BenchCall extends CallOptions, BenchKey {}

export interface SeatsCall extends BenchCall {
  positions: readonly number[];
}

/** A seat that somebody sits on. */
export interface SeatView {
  position: number;
  juror: string;
  /** Open cases it was drawn for: it cannot leave before they have ended. */
  cases: number;
  /** Slashes it has borne; it is drawn again once restored. */
  strikes: number;
  /** What it earned and was not banked, in WEFT base units. */
  earned: bigint;
}

const MICRO_WEFT = 10n ** 12n;
const READS_AT_ONCE = 50;

/** The seats of a bench, by position; vacancies are left out. Reads every one: for tools, not for hot paths. */
export async function seatsOf({
  provider,
  court,
  arbitrable,
}: BenchKey & { provider: Provider }): Promise<{ length: number; seats: SeatView[] }> {
  const contract = courtOf(court, provider);
  const length = Number((await read(() => contract.benchOf(arbitrable))).seats);
  const seats: SeatView[] = [];
  for (let first = 0; first < length; first += READS_AT_ONCE) {
    const positions = Array.from(
      { length: Math.min(READS_AT_ONCE, length - first) },
      (_, i) => first + i,
    );
    const found = await read(() =>
      Promise.all(positions.map((position) => contract.seatAt(arbitrable, position))),
    );
    for (const [i, seat] of found.entries()) {
      if (BigInt(seat.juror) === 0n) continue;
      seats.push({
        position: first + i,
        juror: seat.juror,
        cases: Number(seat.cases),
        strikes: Number(seat.strikes),
        earned: seat.earnedMicro * MICRO_WEFT,
      });
    }
  }
  return { length, seats };
}

/**
 * Takes seats for the signer, vacancies first. It must have provisioned the stake of each to the court before
 * (`stake.provision` with the court as the market).
 *
 * @example
 * const { positions } = await court.takeSeats({ signer, court, arbitrable: verifier, count: 4 });
 */
export async function takeSeats(
  parameters: BenchCall & { count: number },
): Promise<CallResult & { positions: number[] }> {
  const { signer, court, arbitrable, count, overrides = {} } = parameters;
  const { provider } = signer;
  if (provider === null) throw new InvalidFieldError("signer", "no provider", "connected");
  const { length, seats } = await seatsOf({ provider, court, arbitrable });
  const taken = new Set(seats.map(({ position }) => position));
  const asked: number[] = [];
  for (let position = 0; asked.length < count; position++) {
    if (position >= length || !taken.has(position)) asked.push(position);
  }
  const contract = courtOf(court, signer);
  const receipt = await send(parameters, () => contract.takeSeats(arbitrable, asked, overrides));
  const events = eventsIn(receipt, court, contract.getEvent("SeatTaken"));
  return { receipt, positions: events.map(({ position }) => Number(position)) };
}

/** Leaves seats, the last ones first so that the bench shrinks; those of others only where they are struck. */
export async function leaveSeats(parameters: SeatsCall): Promise<CallResult> {
  const { signer, court, arbitrable, overrides = {} } = parameters;
  const positions = [...parameters.positions].sort((a, b) => b - a);
  const contract = courtOf(court, signer);
  return {
    receipt: await send(parameters, () => contract.leaveSeats(arbitrable, positions, overrides)),
  };
}

/** Puts up again what a seat of the signer has lost. */
export async function restoreSeat(
  parameters: BenchCall & { position: number },
): Promise<CallResult> {
  const { signer, court, arbitrable, position, overrides = {} } = parameters;
  const contract = courtOf(court, signer);
  return {
    receipt: await send(parameters, () => contract.restoreSeat(arbitrable, position, overrides)),
  };
}

/** Closes the vacancies of a bench, as many as one call should. Anyone may, while no jury is being drawn. */
export async function closeVacancies(parameters: SeatsCall): Promise<CallResult> {
  const { signer, court, arbitrable, overrides = {} } = parameters;
  const positions = [...parameters.positions].sort((a, b) => b - a);
  const contract = courtOf(court, signer);
  return {
    receipt: await send(parameters, () =>
      contract.closeVacancies(arbitrable, positions, overrides),
    ),
  };
}

/** Moves what the seats of an account earned to its credit, from where `claim` sends it. Anyone may. */
export async function bankEarnings(
  parameters: BenchCall & { account: string },
): Promise<CallResult & { banked: bigint }> {
  const { signer, court, arbitrable, account, overrides = {} } = parameters;
  const { provider } = signer;
  if (provider === null) throw new InvalidFieldError("signer", "no provider", "connected");
  const { seats } = await seatsOf({ provider, court, arbitrable });
  const own = seats.filter(({ juror, earned }) => earned !== 0n && isSameAccount(juror, account));
  if (own.length === 0)
    throw new InvalidFieldError("account", account, "a juror whose seats earned");
  const contract = courtOf(court, signer);
  const positions = own.map(({ position }) => position);
  const receipt = await send(parameters, () =>
    contract.bankEarnings(arbitrable, positions, overrides),
  );
  const banked = eventsIn(receipt, court, contract.getEvent("CourtCredited"));
  return { receipt, banked: banked.reduce((sum, { amount }) => sum + amount, 0n) };
}
