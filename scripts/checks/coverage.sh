#!/usr/bin/env bash
# Coverage of the contracts by the unit specs, with a floor. Bindings and artifacts hold instrumented bytecode meanwhile;
# the committed bindings and the artifacts of before are put back whatever happens.
set -euo pipefail
cd "$(dirname "$0")/../.."

kept=$(mktemp -d)
cp -r typechain-types "$kept/"
for built in artifacts cache; do
  if [ -d "$built" ]; then mv "$built" "$kept/"; fi
done
restore() {
  rm -rf typechain-types artifacts cache
  cp -r "$kept"/* .
  rm -rf "$kept"
}
trap restore EXIT

domains='{batch,deploy,findings,governance,lease,libraries,market,oneshot,staking,token,types,vault,verification}'
npx hardhat coverage --testfiles "test/$domains/**/!(*scenario|*sequence|*exits|*races|*.long).test.ts"
node -r ./scripts/lib/register.cjs scripts/checks/coverage.ts
