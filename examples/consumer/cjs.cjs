const sdk = require("@weft/sdk");
const abis = require("@weft/sdk/abis");
const { FileSecretStore } = require("@weft/sdk/node");
const tryOut = require("./offer.cjs");

void tryOut(sdk, abis).then((tried) => {
  process.stdout.write(`${JSON.stringify({ ...tried, store: typeof FileSecretStore.open })}\n`);
});
