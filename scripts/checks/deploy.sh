#!/usr/bin/env bash
# Deploys twice to a second client (anvil, from npm): the second run must find everything and change nothing.
set -euo pipefail
cd "$(dirname "$0")/../.."

port=$(node -e '
  const server = require("node:net").createServer().listen(0, "127.0.0.1", () => {
    process.stdout.write(String(server.address().port));
    server.close();
  });
')
work=$(mktemp -d)
npx hardhat compile --quiet
# Its own process group: the client runs below a wrapper, and both must go.
set -m
npx anvil --port "$port" --silent &
anvil=$!
set +m
stop() {
  kill -- "-$anvil" 2>/dev/null || true
  wait "$anvil" 2>/dev/null || true
  rm -rf "$work"
}
trap stop EXIT
export WEFT_RPC_URL="http://127.0.0.1:$port"
# Its own folder: whoever runs this may have a deployment to a local chain of the same id.
export WEFT_DEPLOYMENTS="$work"

blocks() {
  node -e '
    const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "eth_blockNumber", params: [] });
    const headers = { "content-type": "application/json" };
    fetch(process.env.WEFT_RPC_URL, { method: "POST", headers, body })
      .then((response) => response.json())
      .then(({ result }) => process.stdout.write(String(Number(result))))
      .catch(() => process.exit(1));
  '
}
for _ in $(seq 50); do
  [ -n "$(blocks || true)" ] && break
  sleep 0.2
done

if ! kill -0 "$anvil" || [ "$(blocks)" != 0 ]; then
  printf 'anvil did not start on port %s\n' "$port"
  exit 1
fi
npx hardhat run scripts/deploy.ts --network localhost >"$work/first"
first=$(blocks)
npx hardhat run scripts/deploy.ts --network localhost >"$work/second"
second=$(blocks)
diff "$work/first" "$work/second"
if [ "$first" = 0 ] || [ "$first" != "$second" ]; then
  printf 'the second deployment sent transactions: block %s became %s\n' "$first" "$second"
  exit 1
fi
# What a deployment wrote is what the stake script finds, with no more than the network named.
npm run build --silent
vault=$(npm run stake --silent -- show --network localhost --json \
  --deployment "$work/deployments/chain-31337/deployed_addresses.json" \
  --provider 0x00000000000000000000000000000000000000aa |
  node -e 'process.stdin.on("data", (data) => process.stdout.write(JSON.parse(data).stakeVault))')
if ! grep -q "$vault" "$work/first"; then
  printf 'the stake script found the stake vault at %s, which is not the one deployed\n' "$vault"
  exit 1
fi
npx hardhat run scripts/checks/roles.ts --network localhost >"$work/roles"
printf 'deployed to anvil in %s blocks; a second run changed nothing\n' "$first"
