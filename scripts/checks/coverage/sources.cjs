// Required before anything else: whoever asks for a package is given its sources, whose lines coverage is counted by.
const Module = require("node:module");
const { join } = require("node:path");

const PACKAGES = join(__dirname, "../../../packages");
const SOURCES = {
  "@weft/sdk": join(PACKAGES, "sdk/src/index.ts"),
  "@weft/sdk/abis": join(PACKAGES, "sdk/src/abis.ts"),
  "@weft/sdk/node": join(PACKAGES, "sdk/src/node.ts"),
};

const resolve = Module._resolveFilename;
Module._resolveFilename = function (request, ...rest) {
  return SOURCES[request] ?? resolve.call(this, request, ...rest);
};
