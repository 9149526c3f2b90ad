import { expect } from "chai";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { deployedBy } from "../../scripts/checks/faults/contracts";
import { stopOf } from "../../scripts/checks/faults/found";
import { invariantsOf, readPage } from "../../scripts/checks/faults/page";
import { errorsWith, plantIn, readPlanted } from "../../scripts/checks/faults/planted";

const ROOT = resolve(__dirname, "../..");
const PLANTED = readPlanted(ROOT);
const INVARIANTS = invariantsOf(readFileSync(join(ROOT, "docs/invariants.md"), "utf8"));

describe("planted faults", () => {
  describe("what is planted", () => {
    it("breaks every invariant, and nothing else", () => {
      expect(INVARIANTS).to.have.length.above(50);
      const broken = new Set(PLANTED.map(({ breaks }) => breaks));
      expect([...broken]).to.have.members(INVARIANTS);
    });

    it("is for a campaign to find, or for a spec that is there", () => {
      for (const { campaign, spec } of PLANTED) {
        expect(spec === undefined).to.equal(campaign !== "Specs");
        if (spec !== undefined) expect(existsSync(join(ROOT, spec)), spec).to.equal(true);
      }
    });

    it("has a name of its own in its campaign", () => {
      const names = PLANTED.map(({ campaign, fault }) => `${campaign}: ${fault}`);
      expect(new Set(names).size).to.equal(names.length);
    });

    it("was found when it was planted last", () => {
      const unfound = PLANTED.filter(({ foundBy }) => foundBy === undefined);
      expect(unfound.map(({ fault }) => fault)).to.deep.equal([]);
    });

    for (const fault of PLANTED) {
      it(`changes one place, and is sound to the compiler: ${fault.campaign}, ${fault.fault}`, async () => {
        const text = readFileSync(join(ROOT, fault.file), "utf8");
        expect(plantIn(text, fault)).to.not.equal(text);
        expect(await errorsWith(ROOT, fault)).to.deep.equal([]);
      });
    }

    it("is on the page", () => {
      const { written, expected } = readPage(ROOT);
      expect(written).to.equal(expected);
    });
  });

  describe("errorsWith", () => {
    it("says what does not compile", async () => {
      const [fault] = PLANTED;
      if (fault === undefined) throw new Error("nothing is planted");
      const [error] = await errorsWith(ROOT, { ...fault, to: "nonsense;" });
      expect(error).to.include(fault.file).and.to.include("nonsense");
    });
  });

  describe("plantIn", () => {
    const fault = { breaks: "G1", fault: "a fault", file: "A.sol", from: "b", to: "$&" };

    it("puts the text there as it is", () => {
      expect(plantIn("a b c", fault)).to.equal("a $& c");
    });

    it("refuses a text that stands there never or twice", () => {
      expect(() => plantIn("a c", fault)).to.throw("change one place of A.sol");
      expect(() => plantIn("b b", fault)).to.throw("change one place of A.sol");
    });
  });

  describe("deployedBy", () => {
    it("finds the contracts that the sources of a campaign name", () => {
      const targets = ["StakeVault", "JobMarket", "Works"].map((name) => ({ name, file: "x" }));
      const namesOf = (campaign: string) =>
        deployedBy(ROOT, campaign, targets).map(({ name }) => name);
      expect(namesOf("Governance")).to.deep.equal(["StakeVault", "JobMarket"]);
      expect(namesOf("Works")).to.deep.equal(["Works"]);
      expect(() => namesOf("Nothing")).to.throw("Nothing.t.sol");
    });
  });

  describe("stopOf", () => {
    const call = (name: string, end: string): string => `  [12] ${name}(1)\n    └─ ← [${end}]\n`;
    const FAILED = "[FAIL: panic: assertion failed (0x01)]\n";
    const COUNTS = " invariant_job() (runs: 1, calls: 2, reverts: 1)\n";

    it("is nobody where the campaign held", () => {
      expect(stopOf("[PASS] invariant_job() (runs: 1, calls: 2, reverts: 0)")).to.equal(undefined);
    });

    it("is the first that failed, whatever was asked after it", () => {
      const traces = [
        call("JobHandler::settle", "Stop"),
        call("JobHandler::settle", "Revert] FOUNDRY::ASSUME"),
        call("JobAdversary::endAgain", "Revert] panic"),
        call("JobTest::invariant_job", "Stop"),
        call("JobTest::afterInvariant", "Revert] panic"),
      ];
      expect(stopOf(`${FAILED}${traces.join("")}${COUNTS}`)).to.equal("JobAdversary.endAgain");
    });

    it("sees through calls within calls", () => {
      const inner = "    ├─ [12] JobMarket::settle(1)\n    │   └─ ← [Revert] MarketJobNotOpen\n";
      const traces = `  [9] JobHandler::settle(1)\n${inner}    └─ ← [Stop]\n`;
      const after = call("JobTest::afterInvariant", "Revert");
      expect(stopOf(`${FAILED}${traces}${after}${COUNTS}`)).to.equal("JobTest.afterInvariant");
    });

    it("is the world itself, or its invariants, where they fail before the first call", () => {
      const head = "Ran 1 test for test/a/Job.t.sol:JobTest\n";
      expect(stopOf(`${head}${FAILED.trim()} setUp() (gas: 0)\n`)).to.equal("JobTest.setUp");
      const why = "failed to set up invariant testing environment: panic: assertion failed (0x01)";
      const asked = `${head}[FAIL: ${why}]${COUNTS}`;
      expect(stopOf(asked)).to.equal("JobTest.invariant_job");
    });

    it("refuses a campaign that did not begin", () => {
      const setUp = "[FAIL: EvmError: CreateContractSizeLimit] setUp() (gas: 0)\n";
      expect(() => stopOf(setUp)).to.throw("did not begin");
      expect(() => stopOf("Error: no such contract")).to.throw("did not begin");
    });
  });
});
