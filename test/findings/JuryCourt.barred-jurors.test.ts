import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";

import { ArbitrableMock__factory } from "../../typechain-types";
import { answer, draw } from "../support/court";
import { caseOf, challenge, deployOptimistic, idOf, withheldClaim } from "../support/optimistic";

/**
 * Client, payer and beneficiary of a job were not drawn for its jury; nobody had asked them. Whoever invented a job in
 * their names, as its provider, kept up to three honest jurors off the bench that was to judge it.
 */
describe("Finding: jurors barred by their names in a job", () => {
  it("are drawn: only the two who put up bonds are not", async () => {
    const world = await loadFixture(deployOptimistic);
    const { court, verifier, defendant, jurors, root, terms } = world;
    for (const [position, juror] of [...jurors.entries()].slice(3).reverse()) {
      await court.connect(juror).leaveSeats(verifier, [position]);
    }
    const [client = "", payer = "", beneficiary = ""] = jurors.map(({ address }) => address);
    const job = { ...world.job, client, payer, beneficiary };
    await verifier.connect(defendant).submit(idOf(job), terms, root);
    const opened = await caseOf(world, await challenge(world, withheldClaim({ ...world, job })));
    const arbitrable = ArbitrableMock__factory.connect(await verifier.getAddress(), defendant);
    const onBench = { ...world, arbitrable };
    const drawn = await draw(onBench, await answer(onBench, opened));
    const names = drawn.jurors.map(({ address }) => address);
    expect(names).to.have.members([client, payer, beneficiary]);
  });
});
