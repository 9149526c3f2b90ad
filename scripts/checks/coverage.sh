#!/usr/bin/env bash
# Coverage of the contracts by the unit specs, with a floor. Tests deploy from the bindings, which hold instrumented
# bytecode meanwhile; the committed ones are put back whatever happens.
set -euo pipefail
cd "$(dirname "$0")/../.."

kept=$(mktemp -d)
cp -r typechain-types "$kept/"
restore() {
  rm -rf typechain-types
  cp -r "$kept/typechain-types" .
  rm -rf "$kept"
}
trap restore EXIT

domains='{batch,deploy,findings,lease,libraries,market,oneshot,staking,token,types,vault,verification}'
npx hardhat coverage --testfiles "test/$domains/**/!(*scenario|*sequence|*exits|*races).test.ts"
node -r ./scripts/lib/register.cjs scripts/checks/coverage.ts
