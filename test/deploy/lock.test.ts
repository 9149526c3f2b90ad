import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";

import { DeploymentLockedError, lockDeployment } from "../../scripts/lib/lock";

describe("lockDeployment", () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = join(mkdtempSync(join(tmpdir(), "weft-lock-")), "chain-1");
    file = join(folder, "deployment.lock");
  });

  afterEach(() => rmSync(join(folder, ".."), { recursive: true }));

  const assertHeldBy = (holder: string) =>
    expect(() => lockDeployment(folder)).to.throw(
      DeploymentLockedError,
      `${folder} is used by ${holder}, but one deployment at a time may use it`,
    );
  const write = (pid: number, host = hostname()) => {
    lockDeployment(folder)();
    writeFileSync(file, JSON.stringify({ pid, host, token: "of another" }));
  };

  it("makes the folder, writes down who holds it, and gives it free", () => {
    const unlock = lockDeployment(folder);
    expect(JSON.parse(readFileSync(file, "utf8"))).to.include({
      ...{ pid: process.pid, host: hostname() },
    });
    unlock();
    expect(readdirSync(folder)).to.deep.equal([]);
    lockDeployment(folder)();
  });

  it("refuses a second one, and says who the first is", () => {
    const unlock = lockDeployment(folder);
    assertHeldBy(`process ${process.pid} of ${hostname()}`);
    expect(readdirSync(folder)).to.deep.equal(["deployment.lock"]);
    unlock();
  });

  it("refuses while another process runs that holds it, and takes it over once that was killed", async () => {
    const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
    write(child.pid ?? 0);
    assertHeldBy(`process ${child.pid ?? 0} of ${hostname()}`);
    const gone = once(child, "exit");
    child.kill("SIGKILL");
    await gone;
    const unlock = lockDeployment(folder);
    expect(readFileSync(file, "utf8")).to.include(`"pid":${process.pid}`);
    unlock();
    expect(existsSync(file)).to.equal(false);
  });

  it("takes over what a dead process left that had the number of this one", () => {
    write(process.pid);
    lockDeployment(folder)();
  });

  it("refuses what another machine left, of which it cannot tell, and what is no lock", () => {
    write(1, "elsewhere");
    assertHeldBy("process 1 of elsewhere");
    writeFileSync(file, "{");
    assertHeldBy("somebody unknown");
  });

  it("leaves a lock alone that is not its own any more", () => {
    const unlock = lockDeployment(folder);
    writeFileSync(file, JSON.stringify({ pid: 1, host: "elsewhere", token: "another" }));
    unlock();
    assertHeldBy("process 1 of elsewhere");
  });
});
