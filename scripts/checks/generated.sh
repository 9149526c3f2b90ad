#!/usr/bin/env bash
# The committed bindings are what the compiler makes of the contracts.
set -euo pipefail
cd "$(dirname "$0")/../.."
rm -rf typechain-types artifacts cache/solidity-files-cache.json
npx hardhat compile --quiet
changed=$(git status --porcelain -- typechain-types)
if [ -n "$changed" ]; then
  printf 'typechain-types is stale; run `npx hardhat compile --force` and commit:\n%s\n' "$changed"
  exit 1
fi
printf 'typechain-types is fresh: %s files\n' "$(git ls-files typechain-types | wc -l)"
