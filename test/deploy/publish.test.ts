import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { runInNewContext } from "node:vm";

import {
  DEPLOYED_CONTRACTS,
  UnknownChainError,
  deploymentOf,
  deployments,
  parseDeployment,
} from "../../packages/sdk/src";
import { expect } from "chai";
import { getAddress, toBeHex, zeroPadValue } from "ethers";
import hre from "hardhat";
import { ModuleKind, transpileModule } from "typescript";

import { CHAINS_FILE, chainsSource } from "../../scripts/lib/chains";
import { publishAbis, publishAddresses } from "../../scripts/lib/publish";

const documentFrom = (first: number) =>
  parseDeployment({
    document: Object.fromEntries(
      DEPLOYED_CONTRACTS.map((name, index) => [
        name,
        getAddress(zeroPadValue(toBeHex(first + index), 20)),
      ]),
    ),
  });

describe("what a deployment publishes", () => {
  let directory: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "weft-publish-"));
  });

  afterEach(() => rmSync(directory, { recursive: true }));

  describe("publishAbis", () => {
    it("writes the interface of every contract, as the compiler has it, and nothing else", async () => {
      const folder = publishAbis(directory);
      expect(folder).to.equal(join(directory, "abi"));
      const names = readdirSync(folder);
      expect(names).to.have.length(DEPLOYED_CONTRACTS.length);
      const compiled = await hre.artifacts.getArtifactPaths();
      for (const name of names) {
        const abi: unknown = JSON.parse(readFileSync(join(folder, name), "utf8"));
        const path = compiled.find((each) => basename(each) === name);
        const artifact: unknown = JSON.parse(readFileSync(path ?? "", "utf8"));
        expect(artifact, name).to.deep.include({ abi });
      }
      expect(readdirSync(directory)).to.deep.equal(["abi"]);
    });

    it("takes the place of what was there, and leaves the same bytes every time", () => {
      const folder = publishAbis(directory);
      const read = () =>
        readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8"));
      const first = read();
      writeFileSync(join(folder, "Gone.json"), "[]");
      writeFileSync(join(folder, "Vault.json"), "cut sho");
      publishAbis(directory);
      expect(read()).to.deep.equal(first);
    });
  });

  describe("chainsSource", () => {
    /** What the generated module exports, as it would be loaded. */
    function load(source: string): unknown {
      const { outputText } = transpileModule(source, {
        compilerOptions: { module: ModuleKind.CommonJS },
      });
      const exported: { CHAINS?: unknown } = {};
      runInNewContext(outputText, { exports: exported });
      return JSON.parse(JSON.stringify(exported.CHAINS));
    }

    it("holds the public chains that were published, by id, and no local one", async () => {
      const [base, mainnet] = [documentFrom(0xabc0), documentFrom(0xdef0)];
      publishAddresses(8_453n, base, directory);
      publishAddresses(1n, mainnet, directory);
      publishAddresses(31_337n, base, directory);
      publishAddresses(1_337n, base, directory);
      publishAbis(directory);
      expect(load(await chainsSource(directory))).to.deep.equal({ 1: mainnet, 8_453: base });
    });

    it("is empty of an empty folder, and refuses a document that is cut short", async () => {
      expect(load(await chainsSource(directory))).to.deep.equal({});
      writeFileSync(join(directory, "10.json"), "{}");
      await expect(chainsSource(directory)).to.be.rejectedWith(/^weftToken is undefined/);
    });

    it("is what the SDK has, of the documents of this repository", async () => {
      const folder = join(hre.config.paths.root, "deployments");
      expect(readFileSync(CHAINS_FILE, "utf8")).to.equal(await chainsSource(folder));
    });
  });

  describe("sdk deploymentOf", () => {
    it("finds a chain by its number, however that is written", () => {
      const among = { 7: documentFrom(0xabc0) };
      expect(deploymentOf({ chainId: 7, among })).to.equal(among[7]);
      expect(deploymentOf({ chainId: 7n, among })).to.equal(among[7]);
    });

    it("refuses a chain it does not know, and says which it knows", () => {
      const among = { 10: documentFrom(0xabc0), 7: documentFrom(0xdef0) };
      for (const chainId of [8, 31_337n, -7]) {
        expect(() => deploymentOf({ chainId, among }))
          .to.throw(
            UnknownChainError,
            `chainId is ${chainId}, but must be a chain that the protocol is deployed to, 7 or 10`,
          )
          .with.deep.property("known", [7, 10]);
      }
    });

    it("knows the chains of this version of the package, and never a local one", () => {
      for (const chainId of [31_337, 1_337]) {
        expect(Object.keys(deployments)).not.to.include(`${chainId}`);
        expect(() => deploymentOf({ chainId })).to.throw(UnknownChainError);
      }
    });
  });
});
