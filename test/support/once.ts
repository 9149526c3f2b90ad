import { clearSnapshots, takeSnapshot } from "@nomicfoundation/hardhat-network-helpers";

type Snapshot = Awaited<ReturnType<typeof takeSnapshot>>;

/** The chain with every world that was deployed in this process on it, and nothing done in any of them. */
let untouched: Snapshot | undefined;

/**
 * Deploys a world the first time it is asked for, and takes the chain back to where nobody touched it every other time:
 * files of one process share it. Worlds stand side by side, so that taking one back leaves the others deployed.
 */
export function once<World extends object>(deploy: () => Promise<World>): () => Promise<World> {
  let world: World | undefined;
  // Named, since `loadFixture` takes no function without a name.
  return async function deployOnce() {
    if (untouched !== undefined) {
      await untouched.restore();
      // Those of `loadFixture` were of later states, which are gone.
      await clearSnapshots();
    }
    if (world === undefined) {
      world = await deploy();
      untouched = await takeSnapshot();
    }
    return { ...world };
  };
}
