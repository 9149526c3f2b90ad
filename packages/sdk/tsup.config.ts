import { defineConfig } from "tsup";

export default defineConfig({
  entry: { abis: "src/abis.ts", index: "src/index.ts", node: "src/node.ts" },
  format: ["cjs", "esm"],
  target: "es2022",
  platform: "neutral",
  external: ["ethers", /^node:/],
  // Both entries share their classes, so that an error of one is an instance for the other.
  splitting: true,
  clean: true,
  silent: true,
  outExtension: ({ format }) => ({ js: format === "cjs" ? ".cjs" : ".mjs" }),
});
