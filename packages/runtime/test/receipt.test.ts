import { expect } from "chai";
import { AbiCoder, concat, keccak256 } from "ethers";
import {
  chunkLeaf,
  chunkProof,
  EXIT_CODES,
  exitReasonOf,
  InvalidInputError,
  InvalidSpecError,
  isDeterministicExit,
  jobSpec,
  LEAF_ENCODING,
  merkleRoot,
  parseJobSpec,
  sha256,
  verifyChunkProof,
  type ChunkReceipt,
  type ExitReason,
  type Hex,
} from "../src";
import { LIMITS, SEED } from "./support/run";

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

const chunks: ChunkReceipt[] = Array.from({ length: 5 }, (_, index) => ({
  index,
  inputDigest: sha256(encode(`input ${index}`)),
  outputDigest: sha256(encode(`output ${index}`)),
  fuel: BigInt(index) * 1_000_000_007n,
  exit: index === 3 ? "trap" : "ok",
}));

describe("exit codes", () => {
  it("are fixed, and all different", () => {
    expect(EXIT_CODES).to.deep.equal({
      ok: 0,
      "exit-code": 1,
      "out-of-fuel": 2,
      "out-of-memory": 3,
      "output-limit": 4,
      "file-limit": 5,
      trap: 6,
      "invalid-module": 7,
      "unknown-import": 8,
      "wall-clock": 128,
      crashed: 129,
    });
  });

  it("lead back to their reasons", () => {
    for (const [reason, code] of Object.entries(EXIT_CODES)) {
      expect(exitReasonOf(code)).to.equal(reason);
    }
    expect(exitReasonOf(99)).to.equal(undefined);
  });

  it("set the two local reasons apart", () => {
    const local = (Object.keys(EXIT_CODES) as ExitReason[]).filter((r) => !isDeterministicExit(r));
    expect(local).to.deep.equal(["wall-clock", "crashed"]);
  });
});

describe("Merkle root of a receipt", () => {
  /** As a contract would: leaf hashed twice, pairs sorted. */
  const onChain = (chunk: ChunkReceipt, proof: Hex[]): string => {
    const { index, inputDigest, outputDigest, fuel, exit } = chunk;
    const values = [index, inputDigest, outputDigest, fuel, EXIT_CODES[exit]];
    const encoded = AbiCoder.defaultAbiCoder().encode([...LEAF_ENCODING], values);
    const leaf = keccak256(keccak256(encoded));
    return proof.reduce<string>((node, sibling) => {
      const pair = BigInt(node) < BigInt(sibling) ? [node, sibling] : [sibling, node];
      return keccak256(concat(pair));
    }, leaf);
  };

  it("is what a contract computes from each chunk and its proof", () => {
    const root = merkleRoot(chunks);
    chunks.forEach((chunk, index) => {
      const proof = chunkProof(chunks, index);
      expect(onChain(chunk, proof)).to.equal(root);
      expect(verifyChunkProof({ root, chunk, proof })).to.equal(true);
    });
  });

  it("is the leaf itself for a single chunk", () => {
    const [only] = chunks;
    if (only === undefined) throw new Error("missing");
    expect(onChain(only, [])).to.equal(merkleRoot([only]));
  });

  it("refuses a chunk that was changed in any part", () => {
    const root = merkleRoot(chunks);
    const proof = chunkProof(chunks, 1);
    const chunk = chunks[1] as ChunkReceipt;
    const changes: Partial<ChunkReceipt>[] = [
      { index: 2 },
      { inputDigest: sha256(encode("x")) },
      { outputDigest: sha256(encode("x")) },
      { fuel: chunk.fuel + 1n },
      { exit: "trap" },
    ];
    for (const change of changes) {
      expect(verifyChunkProof({ root, chunk: { ...chunk, ...change }, proof })).to.equal(false);
    }
  });

  it("refuses proofs of another chunk, of another length, or that are no proofs", () => {
    const root = merkleRoot(chunks);
    const chunk = chunks[1] as ChunkReceipt;
    const proof = chunkProof(chunks, 1);
    const wrong: Hex[][] = [chunkProof(chunks, 2), proof.slice(1), [...proof, root], [], ["0x12"]];
    for (const other of wrong) {
      expect(verifyChunkProof({ root, chunk, proof: other })).to.equal(false);
    }
    expect(verifyChunkProof({ root: sha256(encode("")), chunk, proof })).to.equal(false);
  });

  it("does not take an inner node for a leaf", () => {
    const root = merkleRoot(chunks);
    const proof = chunkProof(chunks, 0);
    const inner = onChain(chunks[0] as ChunkReceipt, proof.slice(0, 1)) as Hex;
    const chunk = { ...(chunks[0] as ChunkReceipt), inputDigest: inner };
    expect(verifyChunkProof({ root, chunk, proof: proof.slice(1) })).to.equal(false);
  });

  it("leaves the detail out", () => {
    const detailed = chunks.map((chunk) => ({ ...chunk, detail: "in other words" }));
    expect(merkleRoot(detailed)).to.equal(merkleRoot(chunks));
  });

  it("is not given for local failures, no chunks, or chunks out of order", () => {
    const local = chunks.map((chunk) => ({ ...chunk, exit: "wall-clock" as const }));
    expect(() => merkleRoot(local)).to.throw(InvalidInputError, "no result");
    expect(() => chunkLeaf(local[0] as ChunkReceipt)).to.throw(InvalidInputError);
    expect(() => merkleRoot([])).to.throw(InvalidInputError);
    expect(() => merkleRoot([...chunks].reverse())).to.throw(InvalidInputError, "order");
    expect(() => chunkProof(chunks, 5)).to.throw(InvalidInputError);
  });
});

describe("job specification", () => {
  const job = {
    wasm: encode("program"),
    chunks: [encode("a"), encode("b")],
    limits: LIMITS,
    seed: SEED,
    args: ["run", "--fast"],
    env: { B: "2", A: "1" },
  };

  it("has this text and this digest, for ever", () => {
    const { bytes, digest } = jobSpec(job);
    expect(new TextDecoder().decode(bytes)).to.equal(
      '{"engine":"weft-wasm/2",' +
        '"program":"0x1310ca2c8932dbd118668bd97442558a3e1f546b5e15c69699dfbd6024f548d8",' +
        '"inputs":["0xca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb",' +
        '"0x3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d"],' +
        '"limits":{"fuel":"100000000","memoryBytes":16777216,' +
        '"outputBytes":1048576,"fileBytes":1048576},' +
        '"seed":"0x5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e",' +
        '"args":["run","--fast"],"env":["A=1","B=2"]}',
    );
    expect(digest).to.equal("0x31ac0308e696493aacfcd47a663905939ba5ea5a2fd5921e3202fd2c7aee91d5");
    expect(digest).to.equal(sha256(bytes));
  });

  it("does not depend on how long a machine may take, nor on the order of variables", () => {
    const { digest } = jobSpec(job);
    expect(jobSpec({ ...job, limits: { ...LIMITS, wallMs: 1 } }).digest).to.equal(digest);
    expect(jobSpec({ ...job, env: { A: "1", B: "2" } }).digest).to.equal(digest);
  });

  it("depends on everything that a result depends on", () => {
    const changes = [
      { wasm: encode("programme") },
      { chunks: [encode("b"), encode("a")] },
      { chunks: [encode("a")] },
      { seed: `0x${"5f".repeat(32)}` as const },
      { args: ["run --fast"] },
      { env: { A: "1" } },
      { limits: { ...LIMITS, fuel: 1n } },
      { limits: { ...LIMITS, memoryBytes: 65536 } },
      { limits: { ...LIMITS, outputBytes: 1 } },
      { limits: { ...LIMITS, fileBytes: 1 } },
    ];
    const digests = [job, ...changes.map((change) => ({ ...job, ...change }))].map(
      (changed) => jobSpec(changed).digest,
    );
    expect(new Set(digests).size).to.equal(digests.length);
  });

  it("is read back as it was", () => {
    const spec = parseJobSpec(jobSpec(job).bytes);
    expect(spec.program).to.equal(sha256(job.wasm));
    expect(spec.inputs).to.deep.equal(job.chunks.map((chunk) => sha256(chunk)));
    const { wallMs, ...limits } = LIMITS;
    expect(wallMs).to.be.greaterThan(0);
    expect(spec.limits).to.deep.equal(limits);
    expect(spec.env).to.deep.equal(["A=1", "B=2"]);
  });

  it("is refused in any other form", () => {
    const text = new TextDecoder().decode(jobSpec(job).bytes);
    const others = [
      "",
      "{}",
      "[]",
      "null",
      "not json",
      ` ${text}`,
      text.replace("weft-wasm/2", "weft-wasm/3"),
      text.replace('"engine"', '"extra":1,"engine"'),
      text.replace(/"fuel":"\d+"/, '"fuel":"-1"'),
      text.replace(/"fuel":"(\d+)"/, '"fuel":"0$1"'),
      text.replace(/"memoryBytes":\d+/, '"memoryBytes":1e99'),
      text.replace(/"inputs":\[.*?\]/, '"inputs":[]'),
      text.replace(/"inputs":\[.*?\]/, '"inputs":"none"'),
      text.replace(/"seed":"0x5e/, '"seed":"0x5E'),
    ];
    for (const other of others) {
      expect(() => parseJobSpec(encode(other)), other).to.throw(InvalidSpecError);
    }
  });
});
