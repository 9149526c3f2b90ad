import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { expect } from "chai";
import type * as confinement from "../../src/sandbox/confinement";
import { builtFile } from "../../src/sandbox/package-root";
import { failureOf } from "../support/failure";

const load = createRequire(__filename);

/** The sandbox's modules as a new process has them, which remember nothing. */
function freshConfinement(): typeof confinement {
  for (const file of Object.keys(load.cache)) {
    if (file.includes("/src/sandbox/")) Reflect.deleteProperty(load.cache, file);
  }
  return load("../../src/sandbox/confinement") as typeof confinement;
}

/**
 * One slow start, or one process too many, and `auto` meant no bubblewrap for as long as the provider's process lived; a
 * thrown error was kept as well, and failed every job.
 */
describe("Finding: bubblewrap that failed once", () => {
  const path = process.env["PATH"];
  const getReport = process.report.getReport.bind(process.report);
  let folder: string;

  before(function () {
    if (process.platform !== "linux") this.skip();
  });

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "weft-bwrap-"));
    process.env["PATH"] = [folder, path].join(delimiter);
  });

  afterEach(() => {
    process.env["PATH"] = path;
    process.report.getReport = getReport;
    rmSync(folder, { recursive: true });
  });

  after(freshConfinement);

  /** What is found in the place of bubblewrap. */
  const install = (line: string): void => {
    const file = join(folder, "bwrap");
    writeFileSync(file, `#!/bin/sh\n${line}\n`);
    chmodSync(file, 0o755);
  };
  const works = `exec "${process.execPath}" "${builtFile("child.cjs")}"`;

  it("is tried again", async () => {
    const { hasBubblewrap, chooseConfinement } = freshConfinement();
    install("exit 1");
    expect(await hasBubblewrap()).to.equal(false);
    expect(await chooseConfinement("auto")).to.equal("process");
    install(works);
    expect(await hasBubblewrap()).to.equal(true);
    expect(await chooseConfinement("auto")).to.equal("bubblewrap");
  });

  it("is tried again where the trial itself failed", async () => {
    const { hasBubblewrap } = freshConfinement();
    install(works);
    process.report.getReport = () => {
      throw new Error("no memory");
    };
    expect(await failureOf(hasBubblewrap())).to.be.instanceOf(Error);
    process.report.getReport = getReport;
    expect(await hasBubblewrap()).to.equal(true);
  });

  it("is tried once by all who ask at one time, and not again once it works", async () => {
    const { hasBubblewrap } = freshConfinement();
    install(works);
    const asked = [hasBubblewrap(), hasBubblewrap()];
    expect(asked[0]).to.equal(asked[1]);
    await Promise.all(asked);
    install("exit 1");
    expect(await hasBubblewrap()).to.equal(true);
  });
});
