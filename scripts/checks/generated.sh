#!/usr/bin/env bash
# The committed bindings are what the compiler makes of the contracts.
set -euo pipefail
cd "$(dirname "$0")/../.."
npx hardhat compile --quiet
rm -rf typechain-types
npx hardhat typechain
changed=$(git status --porcelain -- typechain-types)
if [ -n "$changed" ]; then
  printf 'typechain-types is stale; commit what is there now:\n%s\n' "$changed"
  exit 1
fi
printf 'typechain-types is fresh: %s files\n' "$(git ls-files typechain-types | wc -l)"
node -r ./scripts/lib/register.cjs scripts/deployments.ts --check
printf 'the SDK knows every deployment to a public chain\n'
