/* global require, process, __filename */

// What a program that has broken out of the engine would try. Prints what it got, as JSON.
const fs = require("node:fs");
const net = require("node:net");
const { spawnSync } = require("node:child_process");

const attempt = (action) => {
  try {
    return { ok: true, value: String(action()).slice(0, 80) };
  } catch (error) {
    return { ok: false, value: error.code ?? error.message };
  }
};

const found = {
  environment: attempt(() => JSON.stringify(process.env)),
  user: attempt(() => process.getuid()),
  readPasswords: attempt(() => fs.readFileSync("/etc/passwd")),
  readHome: attempt(() => fs.readdirSync("/root")),
  readSelf: attempt(() => fs.readFileSync(__filename)),
  readRoot: attempt(() => fs.readdirSync("/")),
  writeRoot: attempt(() => fs.writeFileSync("/x", "x")),
  writeTmp: attempt(() => fs.writeFileSync("/tmp/weft-escape", "x")),
  codeFromText: attempt(() => new Function("return 1")()),
  spawn: attempt(() => {
    const { error, status } = spawnSync(process.execPath, ["--version"]);
    if (error) throw error;
    return status;
  }),
};

const done = (network) => {
  process.stdout.write(`${JSON.stringify({ ...found, network })}\n`, () => process.exit(0));
};

try {
  const socket = net.connect(Number(process.argv[2] ?? 9), "127.0.0.1");
  socket.on("connect", () => done({ ok: true, value: "connected" }));
  socket.on("error", (error) => done({ ok: false, value: error.code }));
} catch (error) {
  done({ ok: false, value: error.code });
}
