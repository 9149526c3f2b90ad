import { join, relative } from "node:path";

import { expect } from "chai";

import { Campaign, type SpecRunner } from "../../scripts/checks/mutation/campaign";
import type { Built, Target } from "../../scripts/checks/mutation/code";
import { Ledger } from "../../scripts/checks/mutation/ledger";
import type { Outcome, Task } from "../../scripts/checks/mutation/messages";
import { apply, mutantsOf, sampleOf, type Mutant } from "../../scripts/checks/mutation/operators";
import { readOptions } from "../../scripts/checks/mutation/options";
import {
  describeSample,
  intervalOf,
  isGood,
  reportOf,
  type Fate,
} from "../../scripts/checks/mutation/report";
import { specsOf } from "../../scripts/checks/mutation/specs";
import { withFolder } from "../../scripts/lib/folder";
import { UsageError } from "../../scripts/lib/usage";

const FILE = "contracts/vault/C.sol";

function contractOf(
  body: string,
  head = "function f(uint a, uint b, bool c) external only returns (uint)",
) {
  return `contract C { ${head} { ${body} } }`;
}

/** What becomes of a statement, by one operator. */
function changesOf(operator: Mutant["operator"], body: string): string[] {
  const source = contractOf(body);
  const [before, after] = [
    source.indexOf(body),
    source.length - source.indexOf(body) - body.length,
  ];
  return mutantsOf(FILE, source)
    .filter((mutant) => mutant.operator === operator)
    .map((mutant) => apply(source, mutant))
    .map((changed) => changed.slice(before, changed.length - after));
}

describe("mutation", () => {
  describe("operators", () => {
    const CASES: [Mutant["operator"], string, string[]][] = [
      ["relation", "return a < b;", ["return a <= b;", "return a >= b;"]],
      ["relation", "return a <= b;", ["return a < b;", "return a > b;"]],
      ["relation", "return a > b;", ["return a >= b;", "return a <= b;"]],
      ["relation", "return a >= b;", ["return a > b;", "return a < b;"]],
      ["relation", "return a == b;", ["return a != b;"]],
      ["relation", "return a != b;", ["return a == b;"]],
      ["arithmetic", "return a + b;", ["return a - b;"]],
      ["arithmetic", "return a - b;", ["return a + b;"]],
      ["arithmetic", "return a * b;", ["return a / b;"]],
      ["arithmetic", "return a / b;", ["return a * b;"]],
      ["arithmetic", "return a % b;", ["return a * b;"]],
      ["arithmetic", "return a << b;", ["return a >> b;"]],
      ["arithmetic", "return a >> b;", ["return a << b;"]],
      ["arithmetic", "return a & b;", ["return a | b;"]],
      ["arithmetic", "return a | b;", ["return a & b;"]],
      ["arithmetic", "return a ^ b;", ["return a & b;"]],
      ["arithmetic", "a += b;", ["a -= b;", "a = b;"]],
      ["arithmetic", "a -= b;", ["a += b;", "a = b;"]],
      ["arithmetic", "++a;", ["--a;"]],
      ["arithmetic", "a--;", ["a++;"]],
      ["arithmetic", "return Math.min(a, 7);", ["return Math.max(a, 7);"]],
      ["arithmetic", "return Math.max(a, 7);", ["return Math.min(a, 7);"]],
      ["logic", "return c && a;", ["return c || a;"]],
      ["logic", "return c || a;", ["return c && a;"]],
      ["logic", "return !c;", ["return c;"]],
      ["constant", "a = 0;", ["a = 1;"]],
      ["constant", "a = 7;", ["a = (7 + 1);"]],
      ["constant", "c = true;", ["c = false;"]],
      ["constant", "c = false;", ["c = true;"]],
      ["constant", "a = 0x00ff;", []],
      ["statement", "a = b;", ["{}"]],
      ["statement", "emit Done(a);", ["{}"]],
      ["statement", "delete _m[a];", ["{}"]],
      ["statement", "require(c, Wrong(a));", ["{}"]],
      ["statement", "if (c) g(a); else h(b);", ["if (c) {} else h(b);", "if (c) g(a); else {}"]],
      ["statement", "while (c) { break; }", ["while (c) { {} }"]],
      ["statement", "return a;", []],
      [
        "condition",
        "if (c) revert Wrong(a);",
        ["if (true) revert Wrong(a);", "if (false) revert Wrong(a);"],
      ],
      ["choice", "return c ? a : b;", ["return (a);", "return (b);"]],
      ["arguments", "g(a, b, c);", ["g(b, a, c);"]],
      ["arguments", "g(a, a);", []],
      ["arguments", "g(a);", []],
      ["arguments", "emit Done(a, b);", []],
      ["arguments", "a = abi.decode(b, c);", []],
    ];
    for (const [operator, body, changes] of CASES) {
      it(`${operator}: ${body}`, () => expect(changesOf(operator, body)).to.deep.equal(changes));
    }

    it("deletes modifiers of functions, and not what a constructor hands to its bases", () => {
      const source = contractOf("a;");
      const [mutant] = mutantsOf(FILE, source).filter(({ operator }) => operator === "modifier");
      expect(mutant === undefined ? "" : apply(source, mutant)).to.not.contain("only");
      const made = mutantsOf(FILE, contractOf("a;", "constructor(uint a) Base(a)"));
      expect(made.filter(({ operator }) => operator === "modifier")).to.deep.equal([]);
    });

    it("finds an operator of the same sign as another on its line", () => {
      expect(changesOf("relation", "return (a) /* c */ < b;")).to.include(
        "return (a) /* c */ <= b;",
      );
      expect(changesOf("arithmetic", "return a - (b - c);")).to.have.members([
        "return a + (b - c);",
        "return a - (b + c);",
      ]);
    });

    it("changes the step of a loop, which is no statement of its own", () => {
      const body = "for (uint i = 0; i < a; ++i) { g(i); }";
      expect(changesOf("arithmetic", body)).to.deep.equal([
        "for (uint i = 0; i < a; --i) { g(i); }",
      ]);
      expect(changesOf("statement", body)).to.deep.equal(["for (uint i = 0; i < a; ++i) { {} }"]);
    });

    it("makes nothing of an interface", () => {
      expect(mutantsOf(FILE, "interface I { function f(uint a) external; }")).to.deep.equal([]);
    });

    it("names mutants apart, and the same after lines moved", () => {
      const source = contractOf("a = b + 1; a = b + 1;");
      const ids = mutantsOf(FILE, source).map(({ id }) => id);
      expect(new Set(ids).size).to.equal(ids.length);
      expect(
        mutantsOf(FILE, `\n\n${source.replace("b + 1", "b  +\n1")}`).map(({ id }) => id),
      ).to.deep.equal(ids);
    });
  });

  describe("sampleOf", () => {
    const mutants = mutantsOf(FILE, contractOf("a = b + 1; g(a, b); return a < b || c;"));

    it("chooses the same for the same seed, in the order of the source", () => {
      const chosen = sampleOf(mutants, 4, 1);
      expect(chosen).to.have.length(4);
      expect(sampleOf([...mutants], 4, 1)).to.deep.equal(chosen);
      expect([...chosen].sort((a, b) => a.start - b.start)).to.deep.equal(chosen);
      const choices = [1, 2, 3, 4].map((seed) =>
        sampleOf(mutants, 4, seed)
          .map(({ id }) => id)
          .join(),
      );
      expect(new Set(choices).size).to.be.above(1);
    });

    it("takes all where there are fewer", () => {
      expect(sampleOf(mutants, 1_000, 1)).to.deep.equal(mutants);
    });
  });

  describe("score", () => {
    const made = mutantsOf(FILE, contractOf("a = b + 1;"));
    const known = new Map([[FILE, made]]);
    const resultsOf = (fates: Fate[]) =>
      made.flatMap((mutant, index) => {
        const fate = fates[index];
        return fate === undefined ? [] : [{ mutant, fate, seconds: 1 }];
      });
    const [first] = made;
    const reason = "Both sides are equal there by the check above.";
    const argued = { file: FILE, id: first?.id ?? "", reason };

    it("is whole where all were killed, and what does not compile does not count", () => {
      const report = reportOf(resultsOf(["killed", "broken", "same"]), [], known);
      expect(report).to.deep.include({ mutants: 1, killed: 1, score: 100, faults: [] });
      expect(isGood(report)).to.equal(true);
    });

    it("falls with a survivor, and names it", () => {
      const report = reportOf(resultsOf(["survived", "killed", "killed"]), [], known);
      expect(report).to.deep.include({ mutants: 3, killed: 2, score: 66.66 });
      expect(report.faults).to.have.length(1);
      expect(report.faults[0]).to.contain(first?.id);
      expect(isGood(report)).to.equal(false);
      expect(isGood({ score: 95, faults: [], mutants: 20 })).to.equal(true);
      expect(isGood({ score: 94.99, faults: [], mutants: 20 })).to.equal(false);
      expect(isGood({ score: 100, faults: [], mutants: 0 }), "nothing tried").to.equal(false);
    });

    it("leaves out a survivor that is argued for", () => {
      const report = reportOf(resultsOf(["survived", "killed", "killed"]), [argued], known);
      expect(report).to.deep.include({ mutants: 3, killed: 2, argued: 1, score: 100, faults: [] });
    });

    it("fails an argument that holds no more", () => {
      const faultsOf = (fates: Fate[], id = argued.id): string[] =>
        reportOf(resultsOf(fates), [{ ...argued, id }], known).faults;
      expect(faultsOf(["killed", "killed", "killed"])).to.deep.equal([
        `STALE ${FILE} ${argued.id}: it was killed`,
      ]);
      expect(faultsOf([], "C.g relation 0")).to.deep.equal([
        `STALE ${FILE} C.g relation 0: no such mutant`,
      ]);
      expect(reportOf([], [{ ...argued, reason: "same" }], known).faults).to.have.length(1);
    });
  });

  describe("ledger", () => {
    const head = "function f(uint a, uint b) external";
    const made = mutantsOf(FILE, contractOf("a = b + 1;", head));
    const [first, second] = made;

    it("goes on where a run ended, with what no spec noticed and what changed since", async () => {
      await withFolder("weft-ledger-", (folder) => {
        const path = join(folder, "tried.json");
        const before = new Ledger(path, new Map([[FILE, made]]));
        expect(made.every((mutant) => before.isOpen(mutant))).to.equal(true);
        if (first === undefined || second === undefined) throw new Error("too few mutants");
        before.note({ mutant: first, fate: "killed", seconds: 1 });
        before.note({ mutant: second, fate: "survived", seconds: 1 });

        const after = new Ledger(path, new Map([[FILE, made]]));
        expect(made.filter((mutant) => !after.isOpen(mutant))).to.deep.equal([first]);
        expect(after.results().map(({ mutant, fate }) => [mutant.id, fate])).to.have.deep.members([
          [first.id, "killed"],
          [second.id, "survived"],
        ]);

        const changed = mutantsOf(FILE, contractOf("a = b + 2;", head));
        const later = new Ledger(path, new Map([[FILE, changed]]));
        expect(later.results()).to.deep.equal([]);
        return Promise.resolve();
      });
    });
  });

  describe("campaign", () => {
    const source = contractOf("a = b + 1;", "function f(uint a, uint b) external");
    const target: Target = { name: "C", file: FILE };
    const made = mutantsOf(FILE, source);
    const builtOf = (bytecode: string): Built => {
      return { bytecode, deployedBytecode: "0x", linkReferences: {}, deployedLinkReferences: {} };
    };
    /** Code is the source itself; one change is refused, one changes no code. */
    const compiler = {
      read: () => source,
      targetsOf: () => [target],
      build: (_: Target, change?: { source: string }) => {
        const text = change?.source ?? source;
        if (text.includes("{}")) return Promise.resolve(null);
        return Promise.resolve(builtOf(text.replace("(1 + 1)", "1")));
      },
    };

    const file = "/test/C.test.ts";
    const passed: Outcome = { failed: [], passed: 2 };
    const failing = (title: string): Outcome => ({ failed: [{ title, file }], passed: 0 });
    const fatesOf = async (runner: SpecRunner) => {
      const results = await new Campaign(compiler, () => [file]).run(made, [runner]);
      return Object.fromEntries(results.map(({ mutant, fate }) => [mutant.operator, fate]));
    };

    it("tries each mutant: one is broken, one the same, one noticed", async () => {
      const tasks: Task[] = [];
      const runner: SpecRunner = {
        run: (task) => {
          tasks.push(task);
          return Promise.resolve(task.stops ? failing("C.f adds") : passed);
        },
      };
      const fates = await fatesOf(runner);
      expect(fates).to.deep.equal({ statement: "broken", constant: "same", arithmetic: "killed" });
      // With the change, and then without.
      expect(tasks.map(({ built }) => built.bytecode.includes("b - 1"))).to.deep.equal([
        true,
        false,
      ]);
    });

    it("takes no test for a killer that fails without the change", async () => {
      const runner: SpecRunner = {
        run: ({ without }) =>
          Promise.resolve(
            without.includes("C.f costs little") ? passed : failing("C.f costs little"),
          ),
      };
      expect((await fatesOf(runner))["arithmetic"]).to.equal("survived");
    });

    it("tells a planted survivor, and the score falls", async () => {
      const runner: SpecRunner = { run: () => Promise.resolve(passed) };
      const results = await new Campaign(compiler, () => [file]).run(made, [runner]);
      const report = reportOf(results, [], new Map([[FILE, made]]));
      expect(report).to.deep.include({ mutants: 1, killed: 0, score: 0 });
      expect(isGood(report)).to.equal(false);
    });

    it("takes one that never ends for killed", async () => {
      const runner: SpecRunner = { run: () => Promise.resolve(null) };
      const results = await new Campaign(compiler, () => [file]).run(made, [runner]);
      expect(results.find(({ fate }) => fate === "killed")?.by).to.equal("the clock");
    });

    it("refuses what fails without the change and cannot be left out", async () => {
      const hook = 'C.f "before each" hook for "adds"';
      const runner: SpecRunner = { run: () => Promise.resolve(failing(hook)) };
      const message = await fatesOf(runner).then(
        () => "",
        (error: unknown) => String(error),
      );
      expect(message).to.contain(`fails as it is: ${hook}`);
    });

    it("refuses specs that do not load as it is", async () => {
      const runner: SpecRunner = {
        run: () => Promise.resolve({ failed: [{ title: "while loading: oh" }], passed: 0 }),
      };
      const message = await fatesOf(runner).then(
        () => "",
        (error: unknown) => String(error),
      );
      expect(message).to.contain("the specs of C do not run as it is");
    });
  });

  describe("specsOf", () => {
    const root = join(__dirname, "../..");
    const specs = specsOf(root, "WeftGovernor", ["WeftGovernor", "WeftTimelock"]).map((path) =>
      relative(join(root, "test"), path),
    );

    it("begins with those that bear the name, and leaves those of others out", () => {
      expect(specs[0]).to.match(/^governance\/(Treasury|WeftGovernor)\./);
      expect(specs).to.not.include("governance/WeftTimelock.test.ts");
    });

    it("ends with the attacks on what they are about", () => {
      expect(specs.at(-1)).to.match(/^attacks\/GOV\./);
      expect(specs.some((path) => path.startsWith("attacks/NFT"))).to.equal(false);
    });
  });

  describe("what a sample says of all", () => {
    const rounded = (killed: number, drawn: number) =>
      intervalOf(killed, drawn).map((end) => Math.round(end * 10) / 10);

    it("gives the published figures of Wilson's interval", () => {
      expect(rounded(8, 10)).to.deep.equal([49, 94.3]);
      expect(rounded(10, 10)).to.deep.equal([72.2, 100]);
      expect(rounded(0, 10)).to.deep.equal([0, 27.8]);
    });

    it("says nothing of none", () => {
      expect(intervalOf(0, 0)).to.deep.equal([0, 100]);
    });

    it("leaves out what did not compile or changed nothing", () => {
      const [mutant] = mutantsOf(FILE, "contract C { uint256 a = 1; }");
      if (mutant === undefined) throw new Error("no mutant");
      const fates = ["killed", "broken", "same", "survived"] as const;
      const results = fates.map((fate) => ({ mutant, fate, seconds: 0 }));
      expect(describeSample(results)).to.match(/^1 of 2 drawn at random were noticed/);
    });
  });

  describe("options", () => {
    it("tries a sample unless all are asked for", () => {
      expect(readOptions([])).to.deep.include({ sample: 200, seed: 1, jobs: 2, contracts: [] });
      expect(readOptions(["--all", "--contracts", "Vault,staking"])).to.deep.include({
        sample: undefined,
        contracts: ["Vault", "staking"],
      });
      expect(readOptions(["--only", "C.f relation"])).to.deep.include({
        only: "C.f relation",
        sample: undefined,
      });
    });

    it("refuses a sample of all", () => {
      expect(() => readOptions(["--all", "--sample", "3"])).to.throw(UsageError);
      expect(() => readOptions(["--sample", "0"])).to.throw(UsageError);
    });
  });
});
