import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";

import { readPage } from "../../scripts/checks/docs/page";
import { runPage, type Desk } from "../../scripts/checks/docs/run";
import { CommandError } from "../../scripts/checks/docs/shell";

const FILE = "docs/page.md";

describe("scripts/checks/docs runPage", () => {
  let work: string;

  beforeEach(() => {
    work = mkdtempSync(join(tmpdir(), "weft-page-"));
    mkdirSync(join(work, "copy"));
    mkdirSync(join(work, "shells"));
  });

  afterEach(() => rmSync(work, { recursive: true, force: true }));

  async function run(...lines: string[]): Promise<string[]> {
    const said: string[] = [];
    const desk: Desk = {
      copy: join(work, "copy"),
      folder: join(work, "shells"),
      env: { PATH: process.env["PATH"] },
      clients: [],
      explorers: [],
      signal: new AbortController().signal,
      say: (text) => said.push(text),
    };
    await runPage(readPage(FILE, lines.join("\n")), desk);
    return said;
  }

  async function failureOf(...lines: string[]): Promise<string> {
    const outcome: unknown = await run(...lines).catch((error: unknown) => error);
    expect(outcome).to.be.an.instanceOf(CommandError);
    return outcome instanceof CommandError ? outcome.message : "";
  }

  const written = (name: string) => readFileSync(join(work, "copy", name), "utf8");

  it("keeps what a block set and where it went for the next one, and writes the files shown", async () => {
    const said = await run(
      ...["```json given.json", '{ "a": 1 }', "```", "```sh", "mkdir sub", "ID=7", "```"],
      ...["```sh", "cat given.json > sub/copy", "cd sub", "```", "", "```sh", 'echo "$ID" > id'],
      ...["```"],
    );
    expect(written("sub/copy")).to.equal('{ "a": 1 }\n');
    expect(written("sub/id")).to.equal("7\n");
    expect(said.map((line) => line.split(",")[0])).to.deep.equal([
      `${FILE}:2: given.json`,
      `${FILE}:5: mkdir sub; ID=7`,
      `${FILE}:9: cat given.json > sub/copy; cd sub`,
      `${FILE}:14: echo "$ID" > id`,
    ]);
  });

  it("fails on the first command that does, with its place, its words and what it said", async () => {
    const message = await failureOf(
      ...["text", "```sh", "echo first", "echo why >&2; (exit 3)", "touch later", "```"],
      ...["```sh", "touch latest", "```"],
    );
    expect(message).to.equal(`${FILE}:4: exit code 3: echo why >&2; (exit 3)\nfirst\nwhy`);
    expect(existsSync(join(work, "copy/later"))).to.equal(false);
    expect(existsSync(join(work, "copy/latest"))).to.equal(false);
  });

  const failing: [name: string, code: string][] = [
    ["a command that is not there", "no-such-command"],
    ["the first of a pipe", "false | cat"],
    ["a command whose output is kept", "ID=$(false)"],
    ["a variable that nobody set", 'echo "$UNSET"'],
    ["what no shell can read", "if then"],
    ["an end of the shell, even a good one", "exit 0"],
  ];
  for (const [name, code] of failing) {
    it(`fails on ${name}`, async () => {
      const message = await failureOf("```sh", code, "```", "```sh", "touch later", "```");
      expect(message).to.match(/^docs\/page\.md:2: /);
      expect(existsSync(join(work, "copy/later"))).to.equal(false);
    });
  }

  it("names the page where bash does", async () => {
    expect(await failureOf("", "", "```sh", "true", 'echo "$UNSET"', "```")).to.contain(
      `${FILE}: line 5: UNSET: unbound variable`,
    );
  });

  it("runs programs among commands, and fails where one does", async () => {
    const programs = [
      ...["```sh", "export NAME=weft", "```", "```ts", 'import { writeFileSync } from "node:fs";'],
      ...['writeFileSync("made", `${process.env["NAME"]}`);', "```", "```sh", "grep weft made"],
      ...["```"],
    ];
    await run(...programs);
    const message = await failureOf(...programs, "", "```ts", 'throw new Error("no luck");', "```");
    expect(message).to.match(/^docs\/page\.md:13: exit code 1: /);
    expect(message).to.contain("no luck");
  });

  it("refuses a repetition that nobody can compare", async () => {
    const outcome: unknown = await run("<!-- check: repeats -->", "```sh", "date", "```").catch(
      (error: unknown) => error,
    );
    expect(String(outcome)).to.equal(`PageError: ${FILE}:3: repeats, before any client`);
  });
});
