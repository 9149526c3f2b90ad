import { expect } from "chai";

import { PageError, checkMentions, readPage } from "../../scripts/checks/docs/page";

const page = (...lines: string[]) => readPage("docs/page.md", lines.join("\n"));

describe("scripts/checks/docs readPage", () => {
  it("reads what there is to do, in order and by line", () => {
    const { steps } = page(
      ...["# Title", "```sh", "npx anvil --silent", "```", "", "```json a.json", "{}", "```"],
      ...[
        "```sh",
        "echo 1",
        "",
        "echo 2",
        "```",
        "<!-- check: chain 7 -->",
        "```ts",
        "f();",
        "```",
      ],
    );
    expect(steps).to.deep.equal([
      { kind: "client", line: 3, args: ["--silent"] },
      { kind: "file", line: 7, name: "a.json", text: "{}\n" },
      { kind: "commands", line: 10, code: "echo 1\n\necho 2", repeats: false },
      { kind: "chain", line: 14, chainId: 7 },
      { kind: "program", line: 16, code: "f();" },
    ]);
  });

  it("has the next commands alone repeat others", () => {
    const repeated = ["<!-- check: repeats -->", "```sh", "a", "```", "```sh", "b", "```"];
    expect(page(...repeated).steps).to.deep.equal([
      { kind: "commands", line: 3, code: "a", repeats: true },
      { kind: "commands", line: 6, code: "b", repeats: false },
    ]);
  });

  it("takes a fence for ended by its own kind of line alone", () => {
    const [step] = page("````sh", "echo '```'", "```", "````").steps;
    expect(step).to.deep.equal({
      kind: "commands",
      line: 2,
      code: "echo '```'\n```",
      repeats: false,
    });
  });

  const refused: [name: string, lines: string[], line: number, says: string][] = [
    ["a fence of bash", ["```bash", "rm x", "```"], 1, "a fence of bash"],
    ["a fence of console", ["", "~~~console", "$ rm x", "~~~"], 2, "a fence of console"],
    ["a fence of no language", ["```", "npm test", "```"], 1, "a fence of no language"],
    ["a fence in a list", ["- ```shell", "  rm x", "  ```"], 1, "a fence of shell"],
    ["a quoted fence", ["> ```zsh", "> rm x", "> ```"], 1, "a fence"],
    ["a JSON without a name", ["```json", "{}", "```"], 1, "a fence of json"],
    ["a fence that does not end", ["text", "```sh", "echo 1"], 2, "does not end"],
    ["an indented command", ["", "    npm test"], 2, "in no fence"],
    ["an indented command with a prompt", ["\t$ npx x"], 1, "in no fence"],
    ["a client among others", ["```sh", "npx anvil", "echo 1", "```"], 2, "of its own"],
    ["a marker that skips", ["<!-- check: skip -->"], 1, '"skip" is no marker'],
    ["a repetition of nothing", ["<!-- check: repeats -->", "text"], 1, "no commands follow"],
  ];
  for (const [name, lines, line, says] of refused) {
    it(`refuses ${name}`, () => {
      const at = `docs/page.md:${line}: `;
      expect(() => page(...lines))
        .to.throw(PageError, says)
        .with.property("message")
        .that.satisfies((message: string) => message.startsWith(at));
    });
  }
});

describe("scripts/checks/docs checkMentions", () => {
  it("takes commands of the text that a fence of some page has", () => {
    const text = page("Then `npm run a`, `WEFT_X=1 npm run b -- c` and `ABC`, a word.");
    const fences = page("```sh", "npm run   a", "WEFT_X=1 npm run b -- c d", "```");
    expect(text.mentions.map(({ command }) => command)).to.deep.equal([
      "npm run a",
      "WEFT_X=1 npm run b -- c",
    ]);
    expect(() => checkMentions([text, fences], "")).not.to.throw();
  });

  it("takes those that the gate runs", () => {
    const gate = "gate start npm start --silent -- --json\ngate docs npm run --silent docs:check";
    const text = page("`npm start` tells a story; `npm run docs:check` reads this.");
    expect(() => checkMentions([text], gate)).not.to.throw();
    expect(() => checkMentions([text], "")).to.throw(PageError, "`npm start` is in no fence");
  });

  it("refuses a command that is in no fence", () => {
    const text = page("", "Run `npm run a`, or `npx b --fast` at times.");
    const fences = page("```sh", "npm run a", "npx b", "```");
    expect(() => checkMentions([text, fences], "")).to.throw(
      PageError,
      "docs/page.md:2: `npx b --fast` is in no fence, so nobody runs it",
    );
  });
});
