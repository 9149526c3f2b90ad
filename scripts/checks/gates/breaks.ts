import { replaced, type Break } from "./change";

/**
 * For each gate of `.ci/run`, one thing that has to turn it red, and what it has to say then. Where a gate runs for long,
 * the specs that could not notice are left out.
 */
export const BREAKS: readonly Break[] = [
  {
    gate: "test",
    breaks: "the vault lets somebody withdraw nothing",
    changes: [
      replaced(
        "contracts/vault/Vault.sol",
        "        require(amount != 0, VaultZeroAmount(token));\n        require(receiver",
        "        require(receiver",
      ),
    ],
    says: /\d+ failing[\s\S]*VaultZeroAmount/,
  },
  {
    gate: "long",
    breaks: "a job that ended can be ended once more",
    changes: [
      replaced(
        "contracts/market/JobMarket.sol",
        "require(status == JobStatus.Open, MarketJobNotOpen(open.id, status));",
        "require(status != JobStatus.None, MarketJobNotOpen(open.id, status));",
      ),
      { kind: "keepOnly", folder: "test", keeps: ["support", "market"] },
    ],
    says: /[1-9]\d* failing[\s\S]*ends once and for all[\s\S]*'MarketJobNotOpen'/,
  },
  {
    gate: "generated",
    breaks: "a binding is not what the contracts make of it",
    changes: [
      replaced(
        "typechain-types/contracts/vault/Vault.ts",
        "export interface VaultInterface",
        "/** Stale. */\nexport interface VaultInterface",
      ),
    ],
    isCommitted: true,
    says: /typechain-types is stale[\s\S]*vault\/Vault\.ts/,
  },
  {
    gate: "coverage",
    breaks: "the contracts have no specs but those of the vault",
    changes: [{ kind: "keepOnly", folder: "test", keeps: ["support", "vault"] }],
    says: /FAILED verification: branches [\d.]+% \(\d+\/\d+\), at least \d+%/,
  },
  {
    gate: "fuzz",
    breaks: "a job can be brought to a record twice",
    changes: [
      replaced(
        "contracts/reputation/Reputation.sol",
        "        isBrought[jobId] = true;\n",
        "        isBrought[jobId] = false;\n",
      ),
      {
        kind: "keepOnly",
        folder: "test/invariant",
        keeps: [".solhint.json", "Fuzz.sol", "record", "run", "solc"],
      },
    ],
    says: /^\[FAIL: panic: assertion failed \(0x01\)\]\n(?:.*\n){0,5} invariant_record\(\)/m,
  },
  {
    gate: "lint",
    breaks: "a module imports what it does not use",
    changes: [
      replaced(
        "scripts/lib/table.ts",
        "const NUMBER",
        'import { join } from "node:path";\n\nconst NUMBER',
      ),
    ],
    says: /lib\/table\.ts[\s\S]*'join' is defined but never used/,
  },
  {
    gate: "types",
    breaks: "a function gives back another type than it says",
    changes: [replaced("scripts/lib/table.ts", "  return value.toString()", "  return value")],
    says: /scripts\/lib\/table\.ts\(\d+,\d+\): error TS\d+/,
  },
  {
    gate: "gas",
    breaks: "a figure of the snapshot is another than what is measured",
    changes: [replaced("gas/snapshot.json", '"stake.provision": ', '"stake.provision": 1')],
    says: /FAILED gas\/snapshot\.json is stale/,
  },
  {
    gate: "security",
    breaks: "anybody may have the ether of a contract sent anywhere",
    changes: [
      replaced(
        "contracts/governance/Grants.sol",
        "contract Grants is IGrants {\n",
        "contract Grants is IGrants {\n    function sweep(address payable to) external payable {\n        to.transfer(address(this).balance);\n    }\n\n",
      ),
    ],
    says: /arbitrary-send-eth[\s\S]*[1-9]\d* new, \d+ stale/,
  },
  {
    gate: "docs",
    breaks: "a page names a script that is not there",
    changes: [
      replaced(
        "docs/integration.md",
        "npm pack -w packages/sdk #",
        "npm run pack-it -w packages/sdk #",
      ),
    ],
    says: /docs\/integration\.md:\d+[\s\S]*pack-it/,
  },
  {
    gate: "proofs",
    breaks: "a fee is no longer what a lemma proves things of",
    changes: [
      replaced(
        "contracts/market/PayParts.sol",
        "return (amount * feeBps) / BPS;",
        "return (amount * feeBps) / BPS + 1;",
      ),
    ],
    says: /contracts\/market\/PayParts\.sol does not say/,
  },
  {
    gate: "start",
    breaks: "a refusal that the main job waits for does not come",
    changes: [
      replaced(
        "scripts/main-job/refused.ts",
        "    await attempt();\n",
        "    await attempt().catch(() => undefined);\n",
      ),
    ],
    says: /the chain took /,
  },
  {
    gate: "picture",
    breaks: "the main job leaves receipts and no picture",
    changes: [{ kind: "written", file: "out/receipts.json", text: "{}\n" }],
    holdsWith: [
      { kind: "written", file: "out/receipts.json", text: "{}\n" },
      { kind: "written", file: "out/picture.png", text: "a picture\n" },
    ],
    says: /^$/,
  },
  {
    gate: "bench",
    breaks: "metering costs twenty times what it should",
    changes: [
      replaced(
        "packages/runtime/src/wasm/functions.ts",
        "emitCharge(out, layout.fuel, charge.cost, extra.fuel);",
        "for (let i = 0; i < 20; i++) emitCharge(out, layout.fuel, i === 0 ? charge.cost : 0, extra.fuel);",
      ),
    ],
    says: /^FAIL: metering costs [\d.]+%, budget \d+%$/m,
  },
];
