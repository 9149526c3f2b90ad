#!/usr/bin/env bash
# Packs the SDK as it would be published, has two linters of packages look at it, and runs a project that installs it.
set -euo pipefail
cd "$(dirname "$0")/../.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm pack --silent -w packages/sdk --pack-destination "$work" >/dev/null
tarball=$(echo "$work"/*.tgz)
npx publint run --strict "$tarball"
npx attw "$tarball"

cp -r examples/consumer "$work/consumer"
cd "$work/consumer"
npm install --silent --no-audit --no-fund --no-save "$tarball"
npm run --silent esm >"$work/esm"
npm run --silent cjs >"$work/cjs"
npm run --silent types
cat "$work/esm"
# Both load the same code, so both say the same.
diff "$work/esm" "$work/cjs"
grep -q '"isSigned":true' "$work/esm"
