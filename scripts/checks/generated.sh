#!/usr/bin/env bash
# What is generated and committed, bindings and the manual of errors, is what the contracts make of it today.
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
npm run --silent errors -- --check
node -r ./scripts/lib/register.cjs scripts/deployments.ts --check
printf 'the SDK knows every deployment to a public chain\n'
