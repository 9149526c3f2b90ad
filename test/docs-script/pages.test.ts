import { join } from "node:path";

import { expect } from "chai";

import { readRows } from "../../scripts/checks/docs/pages";

describe("scripts/checks/docs readRows", () => {
  // Their commands take minutes to run; that each would be run is known at once.
  it("finds no command in the pages of this repository that nobody runs", () => {
    const pages = readRows(join(__dirname, "../..")).flatMap((row) => row.pages);
    expect(pages.map(({ file }) => file)).to.have.members([
      ...["docs/deployment.md", "docs/governance.md", "docs/integration.md"],
    ]);
    for (const { file, steps } of pages) {
      expect(
        steps.map(({ kind }) => kind),
        file,
      ).to.include("commands");
    }
  });
});
