import { defineConfig } from "tsup";

const shared = { target: "node20", platform: "node", sourcemap: false, silent: true } as const;

export default defineConfig([
  {
    ...shared,
    entry: { index: "src/index.ts" },
    format: ["cjs", "esm"],
    shims: true,
    outExtension: ({ format }) => ({ js: format === "cjs" ? ".cjs" : ".mjs" }),
  },
  // The sandbox sees this one file and nothing else, so it must need nothing else.
  {
    ...shared,
    entry: { child: "src/sandbox/child.ts" },
    format: ["cjs"],
    outExtension: () => ({ js: ".cjs" }),
    noExternal: [/.*/],
  },
]);
