import { expect } from "chai";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

import { BREAKS } from "../../scripts/checks/gates/breaks";
import { apply, replaced } from "../../scripts/checks/gates/change";
import { gatesOf, readGates } from "../../scripts/checks/gates/gates";
import { judge } from "../../scripts/checks/gates/prove";

const ROOT = resolve(__dirname, "../..");

describe("proofs of gates", () => {
  describe("gatesOf", () => {
    it("reads gates and those that run beside others, with their commands", () => {
      const script = [
        "gate() { run me; }",
        "beside() { run me; }",
        "run not a gate",
        "gate test npm test",
        "beside lint npm run --silent lint",
        "join lint",
        "gate picture test -s out/a -a -s out/b",
      ].join("\n");
      expect(gatesOf(script)).to.deep.equal([
        { name: "test", command: "npm test" },
        { name: "lint", command: "npm run --silent lint" },
        { name: "picture", command: "test -s out/a -a -s out/b" },
      ]);
    });

    it("finds every gate that is counted", () => {
      const script = readFileSync(join(ROOT, ".ci/run"), "utf8");
      const calls = script.split("\n").filter((line) => /^(gate|beside) /.test(line));
      expect(readGates(ROOT)).to.have.length(calls.length).above(0);
    });
  });

  describe("BREAKS", () => {
    it("has one for each gate, and none for what is no gate", () => {
      const names = readGates(ROOT).map(({ name }) => name);
      expect(BREAKS.map(({ gate }) => gate)).to.have.members(names);
    });

    for (const { gate, changes } of BREAKS) {
      for (const change of changes) {
        if (change.kind !== "replaced") continue;
        const { file, from, to } = change;
        it(`changes ${file} in one place for ${gate}`, () => {
          expect(readFileSync(join(ROOT, file), "utf8").split(from)).to.have.length(2);
          expect(to).to.not.equal(from);
        });
      }
    }
  });

  describe("apply", () => {
    let folder = "";
    beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "weft-break-"))));
    afterEach(() => rmSync(folder, { recursive: true, force: true }));

    it("replaces a text that stands there once", () => {
      writeFileSync(join(folder, "a"), "one two three");
      apply(folder, [replaced("a", "two", "2")]);
      expect(readFileSync(join(folder, "a"), "utf8")).to.equal("one 2 three");
    });

    it("refuses a text that stands there never or twice", () => {
      writeFileSync(join(folder, "a"), "two two");
      expect(() => apply(folder, [replaced("a", "one", "1")])).to.throw("does not have this once");
      expect(() => apply(folder, [replaced("a", "two", "2")])).to.throw("does not have this once");
    });

    it("writes files in folders that are not there yet", () => {
      apply(folder, [{ kind: "written", file: "out/a", text: "b" }]);
      expect(readFileSync(join(folder, "out/a"), "utf8")).to.equal("b");
    });

    it("keeps what it is told of a folder, which has to be there", () => {
      for (const name of ["a", "b"]) mkdirSync(join(folder, "test", name), { recursive: true });
      apply(folder, [{ kind: "keepOnly", folder: "test", keeps: ["b"] }]);
      expect(existsSync(join(folder, "test/a"))).to.equal(false);
      expect(existsSync(join(folder, "test/b"))).to.equal(true);
      const wrong = { kind: "keepOnly", folder: "test", keeps: ["c"] } as const;
      expect(() => apply(folder, [wrong])).to.throw("has no c");
    });
  });

  describe("judge", () => {
    it("is content with a gate that is red and says why", () => {
      expect(judge({ status: 1, output: "2 failing\nVaultZeroAmount\n" }, /failing/)).to.equal(
        undefined,
      );
      expect(judge({ status: 1, output: "\n" }, /^$/)).to.equal(undefined);
    });

    it("is not with one that is green, was stopped, or is red for another reason", () => {
      expect(judge({ status: 0, output: "2 failing" }, /failing/)).to.equal("it stayed green");
      expect(judge({ status: null, output: "2 failing" }, /failing/)).to.equal("it was stopped");
      expect(judge({ status: 1, output: "out of disk" }, /failing/)).to.contain("another reason");
    });
  });
});
