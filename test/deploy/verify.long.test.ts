import { mkdtempSync, readFileSync, rmSync, statSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { DEPLOYED_CONTRACTS, parseDeployment, type Deployment } from "@weft/sdk";
import { expect } from "chai";
import { AbiCoder, concat } from "ethers";
import hre, { ethers } from "hardhat";

import { startAnvil, type Anvil } from "../../scripts/lib/anvil";
import { startExplorer, type Explorer, type Submission } from "../../scripts/lib/explorer";
import { startDeploy, startScript, type Ended } from "./support/run";

const KEY = "key-of-the-explorer";
/** Whose first submission the explorer does not believe. */
const DOUBTED = "Splits";

interface Input {
  language: string;
  sources: Record<string, { content?: string }>;
  settings: { outputSelection: Record<string, unknown> };
}

describe("scripts/verify.ts", function () {
  this.timeout(600_000);
  let anvil: Anvil;
  let explorer: Explorer;
  let folder: string;
  let addresses: Deployment;

  const verify = (env: Record<string, string>): Promise<Ended> =>
    startScript("scripts/verify.ts", { url: anvil.url, folder, env }).ended;
  const told = () => ({ WEFT_EXPLORER_KEY: KEY, WEFT_EXPLORER_URL: explorer.url });
  const inputOf = ({ sourceCode = "" }: Submission): Input => {
    const input: unknown = JSON.parse(sourceCode);
    expect(input).to.have.all.keys("language", "sources", "settings");
    return input as Input;
  };

  before(async () => {
    anvil = await startAnvil();
    explorer = await startExplorer({ chainId: 31_337, key: KEY, refused: [DOUBTED] });
    folder = mkdtempSync(join(tmpdir(), "weft-verify-"));
    const { code, stdout, stderr } = await startDeploy(anvil.url, folder).ended;
    expect(code, stderr).to.equal(0);
    addresses = parseDeployment({ document: JSON.parse(stdout) });
  });

  after(async () => {
    await explorer.stop();
    await anvil.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("keeps what the compiler was given for every contract, in a few megabytes", () => {
    const kept = join(folder, "deployments/chain-31337/build-info");
    const sizes = readdirSync(kept).map((name) => statSync(join(kept, name)).size);
    expect(sizes.length).to.be.greaterThan(0);
    expect(sizes.reduce((sum, size) => sum + size, 0)).to.be.lessThan(10_000_000);
  });

  it("is refused without a key, before anything is asked for", async () => {
    const { code, stderr } = await verify({ ...told(), WEFT_EXPLORER_KEY: "" });
    expect(code).to.equal(1);
    expect(stderr).to.equal(
      "WEFT_EXPLORER_KEY is missing, but must be a key of the explorer's API\n",
    );
    expect([explorer.submitted, explorer.wrong]).to.deep.equal([[], []]);
  });

  it("submits every contract once, and the one that is doubted with all that it was compiled with", async () => {
    const { code, stdout, stderr } = await verify(told());
    expect(code, stderr).to.equal(0);
    expect(explorer.wrong).to.deep.equal([]);
    const first = explorer.submitted.slice(0, DEPLOYED_CONTRACTS.length);
    expect(first.map(({ contractaddress }) => contractaddress)).to.have.members(
      Object.values(addresses),
    );
    expect(stdout.trim().split("\n")).to.have.length(DEPLOYED_CONTRACTS.length);
    const [again, ...more] = explorer.submitted.slice(DEPLOYED_CONTRACTS.length);
    expect(more).to.deep.equal([]);
    expect(again?.["contractname"]).to.match(new RegExp(`:${DOUBTED}$`));
    const narrow = first.find(({ contractname }) => contractname === again?.["contractname"]);
    const files = (submission: Submission) => Object.keys(inputOf(submission).sources);
    expect(files(again ?? {})).to.include.members(files(narrow ?? {}));
    expect(files(again ?? {}).length).to.be.greaterThan(files(narrow ?? {}).length);
  });

  it("says each contract by name, compiler, settings and arguments, with every source it needs", () => {
    const [compiler] = hre.config.solidity.compilers;
    const { version } = compiler ?? {};
    for (const submission of explorer.submitted) {
      const { contractname = "", compilerversion, codeformat } = submission;
      const [source = "", name = ""] = contractname.split(":");
      expect(codeformat).to.equal("solidity-standard-json-input");
      expect(compilerversion).to.match(new RegExp(`^v${version ?? ""}\\+commit\\.[0-9a-f]{8}$`));
      const { language, sources, settings } = inputOf(submission);
      const { outputSelection, ...others } = settings;
      expect(language).to.equal("Solidity");
      expect({ ...others, outputSelection: null }, name).to.deep.equal({
        ...compiler?.settings,
        outputSelection: null,
      });
      expect(Object.keys(sources)).to.include(source);
      expect(Object.keys(sources)).to.have.members(Object.keys(outputSelection));
      for (const [file, { content }] of Object.entries(sources)) {
        expect(content, file).to.match(/pragma solidity/);
      }
    }
  });

  it("sends what compiles to the code and the arguments that are on the chain", async () => {
    const found = (name: string) =>
      explorer.submitted.find(({ contractname = "" }) => contractname.endsWith(`:${name}`)) ?? {};
    const allOf = found("AllOf");
    const solc: { compile: (input: string) => string } = await import("solc");
    const answered: unknown = JSON.parse(solc.compile(JSON.stringify(inputOf(allOf))));
    const output: SolcOutput = answered as SolcOutput;
    expect(output.errors?.filter(({ severity }) => severity === "error") ?? []).to.deep.equal([]);
    const [source = "", name = ""] = (allOf["contractname"] ?? "").split(":");
    const code = output.contracts[source]?.[name]?.evm.deployedBytecode?.object;
    expect(`0x${code ?? ""}`).to.equal(await anvil.provider.getCode(addresses.allOf));

    const { contractaddress, constructorArguements } = found("WeftTimelock");
    expect(contractaddress).to.equal(addresses.weftTimelock);
    const governor = AbiCoder.defaultAbiCoder().encode(["address"], [addresses.weftGovernor]);
    expect(`0x${constructorArguements ?? ""}`).to.equal(governor);
    const { bytecode } = await hre.artifacts.readArtifact("WeftTimelock");
    const made = await anvil.provider.call({
      ...{ from: addresses.weftGovernor, data: concat([bytecode, governor]) },
    });
    expect(made).to.equal(await anvil.provider.getCode(addresses.weftTimelock));
    expect(ethers.dataLength(made)).to.be.greaterThan(0);
  });

  it("leaves out, at a second run, what is verified", async () => {
    const before = explorer.submitted.length;
    const { code, stdout } = await verify(told());
    expect(code).to.equal(0);
    expect(explorer.submitted).to.have.length(before);
    for (const line of stdout.trim().split("\n")) expect(line).to.match(/ was verified before$/);
  });

  it("publishes the interfaces beside the addresses", () => {
    const names = readdirSync(join(folder, "deployments/abi"));
    expect(names).to.have.length(DEPLOYED_CONTRACTS.length);
    const text = readFileSync(join(folder, "deployments/abi/JobMarket.json"), "utf8");
    expect(JSON.parse(text)).to.be.an("array");
  });
});

interface SolcOutput {
  errors?: { severity: string }[];
  contracts: Record<
    string,
    Record<string, { evm: { deployedBytecode?: { object: string } } } | undefined> | undefined
  >;
}
