import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";

import {
  answer,
  assertBooks,
  BOND,
  close,
  commit,
  deployCourt,
  draw,
  headerOf,
  jurorOf,
  open,
  passBlock,
  Ruling,
  saltOf,
  vote,
  type Case,
  type CourtWorld,
  type Drawn,
} from "../support/court";

const CALLS = ["answer", "rearm", "draw", "commit", "reveal", "close"] as const;
type Call = (typeof CALLS)[number];

/** A case at some step, and the block and jury it has, if any. */
interface Stage extends Case {
  target: number;
  jury: Drawn | undefined;
}

interface Row {
  state: string;
  reach: (world: CourtWorld) => Promise<Stage>;
  /** What each call does, in the order of `CALLS`: nothing where it goes through, else its error. */
  calls: readonly (string | undefined)[];
  /** What it takes for the case to be over: seconds to wait, from the state on. */
  wait: number;
  /** Bonds that the court holds in this state. */
  bonds: bigint;
}

async function opened(world: CourtWorld): Promise<Stage> {
  return { ...(await open(world)), target: 1, jury: undefined };
}

async function answered(world: CourtWorld): Promise<Stage> {
  const found = await answer(world, await open(world));
  await passBlock(found.target);
  return { ...found, jury: undefined };
}

async function voting(world: CourtWorld): Promise<Stage & { jury: Drawn }> {
  const found = await answer(world, await open(world));
  const jury = await draw(world, found);
  return { ...found, jury };
}

async function after(stage: Stage, until: bigint): Promise<Stage> {
  await time.increaseTo(until + 1n);
  return stage;
}

const WRONG_STAGE = "CourtWrongStage";
const OVER = CALLS.map(() => "CourtNoSuchCase");

const TABLE: Row[] = [
  {
    state: "open",
    reach: opened,
    calls: [undefined, WRONG_STAGE, WRONG_STAGE, WRONG_STAGE, WRONG_STAGE, "CourtTooEarly"],
    wait: 3_601,
    bonds: BOND,
  },
  {
    state: "open, its time over",
    reach: async (world) => {
      const stage = await opened(world);
      return after(stage, stage.until);
    },
    calls: ["CourtTooLate", WRONG_STAGE, WRONG_STAGE, WRONG_STAGE, WRONG_STAGE, undefined],
    wait: 1,
    bonds: BOND,
  },
  {
    state: "answered",
    reach: answered,
    calls: [WRONG_STAGE, "CourtBlockStands", undefined, WRONG_STAGE, WRONG_STAGE, "CourtTooEarly"],
    wait: 7_201,
    bonds: 2n * BOND,
  },
  {
    state: "answered, its time over",
    reach: async (world) => {
      const stage = await answered(world);
      return after(stage, stage.until);
    },
    calls: [WRONG_STAGE, "CourtTooLate", "CourtTooLate", WRONG_STAGE, WRONG_STAGE, undefined],
    wait: 1,
    bonds: 2n * BOND,
  },
  {
    state: "voting",
    reach: voting,
    calls: [WRONG_STAGE, WRONG_STAGE, WRONG_STAGE, undefined, "CourtTooEarly", "CourtTooEarly"],
    wait: 4_501,
    bonds: 2n * BOND,
  },
  {
    state: "revealing",
    reach: async (world) => {
      const stage = await voting(world);
      await commit(world, stage.jury, 0, Ruling.Plaintiff);
      return after(stage, stage.jury.until);
    },
    calls: [WRONG_STAGE, WRONG_STAGE, WRONG_STAGE, "CourtTooLate", undefined, "CourtTooEarly"],
    wait: 901,
    bonds: 2n * BOND,
  },
  {
    state: "complete",
    reach: async (world) => {
      const stage = await voting(world);
      await vote(
        world,
        stage.jury,
        stage.jury.jurors.map(() => Ruling.Plaintiff),
      );
      return stage;
    },
    calls: [
      WRONG_STAGE,
      WRONG_STAGE,
      WRONG_STAGE,
      "CourtTooLate",
      "CourtAlreadyRevealed",
      undefined,
    ],
    wait: 1,
    bonds: 2n * BOND,
  },
  {
    state: "revealing, its time over",
    reach: async (world) => {
      const stage = await voting(world);
      return after(stage, stage.jury.revealUntil);
    },
    calls: [WRONG_STAGE, WRONG_STAGE, WRONG_STAGE, "CourtTooLate", "CourtTooLate", undefined],
    wait: 1,
    bonds: 2n * BOND,
  },
  {
    state: "closed",
    reach: async (world) => {
      const stage = await voting(world);
      await time.increaseTo(stage.jury.revealUntil + 1n);
      await close(world, stage);
      return stage;
    },
    calls: OVER,
    wait: 1,
    bonds: 0n,
  },
];

/** Makes a call without sending it. */
async function attempt(world: CourtWorld, stage: Stage, call: Call): Promise<unknown> {
  const { court, arbitrable, defendant } = world;
  const { id, file, target, jury } = stage;
  const juror = jury === undefined ? defendant : jurorOf(jury, 0);
  const as = court.connect(juror);
  switch (call) {
    case "answer":
      return court.connect(defendant).answer.staticCall(arbitrable, id, file);
    case "rearm":
      return as.rearm.staticCall(arbitrable, id, file);
    case "draw":
      return as.draw.staticCall(arbitrable, id, file, await headerOf(target));
    case "commit":
      return as.commit.staticCall(arbitrable, id, 0, saltOf(stage, 0));
    case "reveal":
      return as.reveal.staticCall(arbitrable, id, 0, Ruling.Plaintiff, saltOf(stage, 0));
    case "close":
      return as.close.staticCall(arbitrable, id, file);
  }
}

describe("JuryCourt states", () => {
  let world: CourtWorld;

  beforeEach(async () => {
    world = await loadFixture(deployCourt);
  });

  for (const { state, reach, calls, wait, bonds } of TABLE) {
    context(`given a case that is ${state}`, () => {
      let stage: Stage;

      beforeEach(async () => {
        stage = await reach(world);
        await assertBooks(world, bonds);
      });

      for (const [i, call] of CALLS.entries()) {
        const error = calls[i];
        it(`${call}: ${error ?? "goes through"}`, async () => {
          if (error === undefined) await attempt(world, stage, call);
          else {
            await expect(attempt(world, stage, call)).to.be.revertedWithCustomError(
              world.court,
              error,
            );
          }
        });
      }

      if (bonds !== 0n) {
        it("ends by time alone, pushed by a stranger, and holds no money but what it owes", async () => {
          await time.increase(wait);
          await close(world, stage);
          await assertBooks(world);
          await expect(close(world, stage)).to.be.revertedWithCustomError(
            world.court,
            "CourtNoSuchCase",
          );
        });
      }
    });
  }
});
