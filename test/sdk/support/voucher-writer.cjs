// Stores ever higher vouchers of one lease in the directory of its argument, and says each once it is stored.
require("../../../scripts/lib/register.cjs");
const { buildLease } = require("../../../packages/sdk/src");
const { FileVoucherStore } = require("../../../packages/sdk/src/node");

const account = (byte) => `0x${byte.repeat(20)}`;
const lease = buildLease({
  client: account("c1"),
  provider: account("d2"),
  token: account("e3"),
  spec: `0x${"5e".repeat(32)}`,
  cap: 1000000n,
  ratePerHour: 5n,
  nonce: 1n,
});

async function main() {
  const store = await FileVoucherStore.open(process.argv[2]);
  for (let amount = 1n; ; amount += 1n) {
    await store.put({ lease, amount, signature: `0x${"00".repeat(65)}` });
    process.stdout.write(`${amount}\n`);
  }
}

void main();
