import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";

import { expect } from "chai";

const ROOT = join(__dirname, "../..");
const LINK = /\[[^\]]*\]\(([^)\s]+)\)/g;
const HEADING = /^#{1,6} (.+)$/gm;
const FENCE = /^```[\s\S]*?^```$/gm;
const CODE = /`[^`\n]+`/g;

const listed = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "*.md"], {
  cwd: ROOT,
  encoding: "utf8",
});
const pages = listed.split("\n").filter((name) => name !== "" && existsSync(join(ROOT, name)));

const read = (name: string) => readFileSync(join(ROOT, name), "utf8").replaceAll(FENCE, "");

/** What GitHub makes of a heading. */
function anchorOf(heading: string): string {
  const kept = heading.toLowerCase().replaceAll(/[^\p{L}\p{N}\s_-]/gu, "");
  return kept.trim().replaceAll(" ", "-");
}

function anchorsOf(name: string): Set<string> {
  return new Set([...read(name).matchAll(HEADING)].map(([, heading = ""]) => anchorOf(heading)));
}

/** Links of a page that lead nowhere. */
function brokenIn(page: string): string[] {
  const links = [...read(page).matchAll(LINK)].map(([, target = ""]) => target);
  return links.filter((link) => {
    if (/^[a-z]+:/.test(link)) return false;
    const [path = "", anchor] = link.split("#");
    const target = path === "" ? page : relative(ROOT, join(ROOT, dirname(page), path));
    if (!existsSync(join(ROOT, target))) return true;
    if (anchor === undefined || statSync(join(ROOT, target)).isDirectory()) return false;
    return !anchorsOf(target).has(anchor);
  });
}

describe("links of the documents", () => {
  for (const page of pages) {
    it(`lead somewhere in ${page}`, () => expect(brokenIn(page)).to.deep.equal([]));
  }
});

describe("docs/trust-model.md", () => {
  const named = [...read("docs/trust-model.md").matchAll(CODE)].map(([code]) => code.slice(1, -1));

  it("names specs that exist", () => {
    const specs = named.filter((name) => /^[a-z][a-z/-]*\/[\w./-]+$/.test(name));
    expect(specs.length).to.be.greaterThan(60);
    const places = (name: string) =>
      ["", "test/"].flatMap((folder) =>
        ["", ".test.ts", ".long.test.ts"].map((ending) => join(ROOT, `${folder}${name}${ending}`)),
      );
    expect(specs.filter((name) => !places(name).some((path) => existsSync(path)))).to.deep.equal(
      [],
    );
  });

  it("names constants that exist", () => {
    const constants = named.filter((name) => /^[A-Z]+(_[A-Z]+)+$/.test(name));
    expect(constants.length).to.be.greaterThan(15);
    const folders = ["contracts", "packages/runtime/src"];
    const missing = constants.filter((name) => {
      const args = ["grep", "--untracked", "-lw", `${name} =\\|${name}:`, "--", ...folders];
      try {
        execFileSync("git", args, { cwd: ROOT, stdio: "ignore" });
        return false;
      } catch {
        return true;
      }
    });
    expect(missing).to.deep.equal([]);
  });
});
