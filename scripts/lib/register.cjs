// Runs TypeScript as it stands: types are checked by `npm run types`, not at every start.
process.env.TS_NODE_TRANSPILE_ONLY = "1";
require("ts-node/register");
