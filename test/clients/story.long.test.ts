import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";

import { startAnvil, type Anvil } from "../../scripts/lib/anvil";
import { startScript } from "../deploy/support/run";
import { live, type Life } from "./story";

const ACCOUNTS = "20";

/** To the base unit, whatever the client: a replica that lied has nothing, a resale pays the creator. */
const LIFE: Life = {
  vote: "Executed",
  jobs: [
    { status: "Accepted", paid: "1.98" },
    { status: "Accepted", paid: "1.98" },
    { status: "Accepted", paid: "1.98" },
    { status: "Rejected", paid: "0.0" },
  ],
  lease: { paid: "0.00495", fee: "0.00005" },
  sales: [
    { what: "sale", price: "100.0", royalty: "5.0", fee: "1.0" },
    { what: "resale", price: "250.0", royalty: "12.5", fee: "2.5" },
  ],
  treasury: "3.56005",
};

describe("a life on real clients", function () {
  this.timeout(300_000);
  let anvil: Anvil;
  let folder: string;

  before(async () => {
    anvil = await startAnvil("--accounts", ACCOUNTS);
    folder = mkdtempSync(join(tmpdir(), "weft-life-"));
  });

  after(async () => {
    await anvil.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("is the same on the embedded chain and on anvil, and everybody leaves with what is theirs", async () => {
    const there = startScript("test/clients/live.ts", { url: anvil.url, folder });
    const here = await live(join(folder, "embedded"));
    const { code, stdout, stderr } = await there.ended;
    expect(code, stderr).to.equal(0);
    expect(here).to.deep.equal(LIFE);
    expect(JSON.parse(stdout)).to.deep.equal(LIFE);
    // It happened there, and nowhere else.
    expect(await anvil.provider.getBlockNumber()).to.be.greaterThan(100);
  });
});
