import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { expect } from "chai";

const ROOT = join(__dirname, "../..");
/** Ids of a title: `SIG4`, `SIG4a`, or several of them with commas between. */
const TITLE = /\bit\(\s*["`]((?:[A-Z]+\d+[a-z]?)(?:, [A-Z]+\d+[a-z]?)*):/g;
const ANY_IT = /\bit\(\s*["`]([^"`]*)/g;

interface Row {
  id: string;
  defence: string;
  spec: string;
}

/** Lines of the table, whichever file of docs they are in. */
function rows(): Row[] {
  return readFileSync(join(ROOT, "docs/attacks.md"), "utf8")
    .split("\n")
    .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()))
    .flatMap(([, id = "", , defence = "", spec = ""]) =>
      /^[A-Z]+\d+$/.test(id) ? [{ id, defence, spec }] : [],
    );
}

/** The files of specs, by name, with what they say. */
function specs(): Map<string, string> {
  const names = readdirSync(__dirname).filter(
    (name) => name.endsWith(".test.ts") && name !== "list.test.ts",
  );
  return new Map(names.map((name) => [name, readFileSync(join(__dirname, name), "utf8")]));
}

/** Ids that a file plays, without the letters that tell halves apart. */
function idsIn(text: string): Set<string> {
  const ids = [...text.matchAll(TITLE)].flatMap(([, found = ""]) => found.split(", "));
  return new Set(ids.map((id) => id.replace(/[a-z]$/, "")));
}

describe("the list of attacks", () => {
  it("names each attack once, with a defence, and a spec or a reason", () => {
    const ids = rows().map(({ id }) => id);
    expect(ids.length).to.be.greaterThan(50);
    expect(
      ids.filter((id, index) => ids.indexOf(id) !== index),
      "named twice",
    ).to.deep.equal([]);
    for (const { id, defence, spec } of rows()) {
      expect(defence, id).to.not.equal("");
      expect(spec, id).to.match(/`[\w.-]+\.test\.ts`|^does not apply: \S|^limit: .*\]\(/);
    }
  });

  it("has a spec of its id in each file that it names", () => {
    const files = specs();
    for (const { id, spec } of rows()) {
      for (const [, name = ""] of spec.matchAll(/`([\w.-]+\.test\.ts)`/g)) {
        const text = files.get(name);
        expect(text, `${id} names ${name}`).to.not.equal(undefined);
        expect([...idsIn(text ?? "")], `${name} and ${id}`).to.include(id);
      }
    }
  });

  it("has every attack that is played, under the file that plays it", () => {
    const table = new Map(rows().map(({ id, spec }) => [id, spec]));
    for (const [name, text] of specs()) {
      for (const id of idsIn(text)) expect(table.get(id), `${id} of ${name}`).to.include(name);
    }
  });

  it("has an id in front of every spec's title", () => {
    for (const [name, text] of specs()) {
      const titles = [...text.matchAll(ANY_IT)].map(([, title = ""]) => title);
      expect(titles.length, name).to.be.greaterThan(0);
      for (const title of titles) expect(title, name).to.match(/^[A-Z]+\d+[a-z]?(, [A-Z]+\d+)*: /);
    }
  });
});
