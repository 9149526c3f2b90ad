// Required before anything else: whoever asks for a package is given its sources, whose lines coverage is counted by.
const Module = require("node:module");

const SOURCES = {
  "@weft/sdk": require.resolve("../../../packages/sdk/src/index.ts"),
  "@weft/sdk/abis": require.resolve("../../../packages/sdk/src/abis.ts"),
  "@weft/sdk/node": require.resolve("../../../packages/sdk/src/node.ts"),
};

const resolve = Module._resolveFilename;
Module._resolveFilename = function (request, ...rest) {
  return SOURCES[request] ?? resolve.call(this, request, ...rest);
};
