import { expect } from "chai";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { findingsOf, type Finding } from "../../scripts/checks/security/findings";
import {
  describe as sayIn,
  triage,
  type Judgement,
} from "../../scripts/checks/security/judgements";
import { installSlither, SlitherMissing, type Answer } from "../../scripts/checks/security/slither";
import { verdictOf } from "../../scripts/checks/security/verdict";

const REASON = "The sender is checked in the same call.";

function found(detector: string, key: string, severity = "High"): Finding {
  return { detector, severity, key, text: `${detector} in ${key}` };
}

function judged(detector: string, findings: string[], severity = "High"): Judgement {
  return { detector, severity, reason: REASON, findings };
}

describe("security", () => {
  describe("triage", () => {
    it("passes what was judged, and counts it by severity", () => {
      const findings = [
        found("a", "C.f 1"),
        found("b", "C.g 2", "Low"),
        found("b", "C.h 3", "Low"),
      ];
      const result = triage(findings, [
        judged("b", ["C.g 2", "C.h 3"], "Low"),
        judged("a", ["C.f 1"]),
      ]);
      expect(result).to.deep.equal({
        fresh: [],
        stale: [],
        counts: [
          ["High", 1],
          ["Low", 2],
        ],
      });
      expect(sayIn(result)).to.equal("3 findings: 1 high, 2 low; 0 new, 0 stale");
    });

    it("fails a finding that nobody judged, or judged under another detector", () => {
      const finding = found("a", "C.f 1");
      expect(triage([finding], []).fresh).to.deep.equal([finding]);
      expect(triage([finding], [judged("b", ["C.f 1"])]).fresh).to.deep.equal([finding]);
      expect(sayIn(triage([finding], []))).to.contain("NEW High a C.f 1");
    });

    it("fails a finding whose severity changed", () => {
      expect(triage([found("a", "C.f 1")], [judged("a", ["C.f 1"], "Low")]).fresh).to.have.length(
        1,
      );
    });

    it("fails a judgement of what is found no more", () => {
      const result = triage([], [judged("a", ["C.f 1"])]);
      expect(result.stale).to.deep.equal(["a C.f 1"]);
      expect(sayIn(result)).to.contain("STALE a C.f 1");
    });

    it("takes no judgement without a reason, and none twice", () => {
      expect(() => triage([], [{ ...judged("a", []), reason: "fine" }])).to.throw("no reason");
      expect(() => triage([], [judged("a", ["k"]), judged("a", ["k"])])).to.throw("judged twice");
    });
  });

  describe("findingsOf", () => {
    const BEFORE = "contract C {\n  function f() {\n    a.call();\n  }\n}\n";

    function reportOf(source: string, code: string) {
      const at = (text: string) => ({
        start: Buffer.from(source.slice(0, source.indexOf(text))).length,
        length: Buffer.from(text).length,
        filename_relative: "C.sol",
      });
      const contract = { type: "contract", name: "C", source_mapping: at("contract C") };
      const f = {
        type: "function",
        name: "f",
        source_mapping: at("function f"),
        type_specific_fields: { parent: contract },
      };
      const node = { type: "node", name: code, source_mapping: at(code) };
      const detectors = [{ check: "x", impact: "Low", description: "x\n", elements: [f, node] }];
      return findingsOf({ success: true, error: null, results: { detectors } }, () =>
        Buffer.from(source),
      );
    }

    it("keeps the key when lines move or are laid out anew", () => {
      const [finding] = reportOf(BEFORE, "a.call();");
      expect(finding?.key).to.match(/^C\.f [0-9a-f]{12}$/);
      const moved = `// é: two bytes\n\n${BEFORE.replace("a.call();", "a\n      .call();")}`;
      const [same] = reportOf(moved, "a\n      .call();");
      expect(same?.key).to.equal(finding?.key);
      const [shifted] = reportOf(`// é: two bytes\n\n${BEFORE}`, "a.call();");
      expect(shifted?.key).to.equal(finding?.key);
    });

    it("changes the key with the code", () => {
      const [before] = reportOf(BEFORE, "a.call();");
      const [after] = reportOf(BEFORE.replace("a.call", "b.call"), "b.call();");
      expect(after?.key).to.not.equal(before?.key);
    });

    it("refuses the report of a run that failed", () => {
      const report = { success: false, error: "broken", results: {} };
      expect(() => findingsOf(report, () => Buffer.alloc(0))).to.throw("Slither failed: broken");
    });
  });

  describe("installSlither", () => {
    let folder = "";
    beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "weft-venv-"))));
    afterEach(() => rmSync(folder, { recursive: true, force: true }));

    /** A machine on which everything works but the command with this word in it. */
    function without(word: string) {
      return (program: string, args: readonly string[]): Answer => {
        const isMissing = [program, ...args].join(" ").includes(word);
        return isMissing ? { status: null, text: "no such thing" } : { status: 0, text: "" };
      };
    }

    const LACKS = [
      ["--version", "no Python"],
      ["-m venv", "no virtual environment (no such thing)"],
      ["-m pip", "pip could not install it (no such thing)"],
    ] as const;
    for (const [word, message] of LACKS) {
      it(`says that there is ${message}`, () => {
        const place = join(folder, "venv");
        expect(() => installSlither(place, without(word))).to.throw(SlitherMissing, message);
      });
    }

    it("installs once, and again after an attempt that failed", () => {
      const place = join(folder, "venv");
      expect(() => installSlither(place, without("pip"))).to.throw(SlitherMissing);
      expect(installSlither(place, without("nothing"))).to.equal(join(place, "bin", "slither"));
      expect(installSlither(place, without("python"))).to.equal(join(place, "bin", "slither"));
    });
  });

  describe("verdictOf", () => {
    it("leaves it to solhint where Slither did not run, and says so", () => {
      expect(verdictOf(true, { missing: "no Python" })).to.deep.equal({
        line: "security: solhint ok, Slither not run (no Python)",
        isOk: true,
      });
      expect(verdictOf(false, { missing: "no Python" }).isOk).to.equal(false);
    });

    it("passes only where both do", () => {
      expect(verdictOf(true, { isClean: true })).to.deep.equal({
        line: "security: solhint ok, Slither ok",
        isOk: true,
      });
      expect(verdictOf(true, { isClean: false }).isOk).to.equal(false);
      expect(verdictOf(false, { isClean: true }).isOk).to.equal(false);
    });
  });
});
