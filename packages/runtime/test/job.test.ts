import { expect } from "chai";
import {
  chunkProof,
  hasBubblewrap,
  InvalidInputError,
  jobSpec,
  merkleRoot,
  prepareProgram,
  runChunk,
  runJob,
  sha256,
  verifyChunkProof,
  type RunJobOptions,
} from "../src";
import { F64, I32 } from "./support/encoder";
import {
  ADD,
  call,
  DROP,
  get,
  i32,
  I32_LOAD,
  I32_STORE,
  program,
  set,
  UNREACHABLE,
  when,
  words,
  write,
} from "./support/program";
import { LIMITS, SEED, textOf } from "./support/run";

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Writes its input, four random bytes, the time, and how often it ran in this memory. */
const mixed = program({
  imports: ["fd_read", "fd_write", "random_get", "clock_time_get"],
  globals: [{ type: I32, init: i32(0) }],
  locals: [I32, F64],
  code: [
    words(16, 256, 64),
    i32(0),
    i32(16),
    i32(1),
    i32(24),
    call(0),
    DROP,
    i32(24),
    I32_LOAD,
    set(0),
    [i32(320), i32(4), call(2), DROP],
    [i32(0), [0x42, 0], i32(324), call(3), DROP],
    [0x23, 0, i32(1), ADD, 0x24, 0],
    [i32(332), 0x23, 0, I32_STORE],
    [i32(336), i32(340), I32_LOAD, i32(1), ADD, I32_STORE, i32(340), i32(336), I32_LOAD, I32_STORE],
    [i32(0), i32(256), I32_STORE, i32(4), get(0), I32_STORE],
    [i32(1), i32(0), i32(1), i32(8), call(1), DROP],
    write(1, 1, 320, 20),
  ],
});

/** Ends in a way that its first input byte chooses. */
const fickle = program({
  imports: ["fd_read", "fd_write", "proc_exit"],
  code: [
    words(16, 256, 64),
    i32(0),
    i32(16),
    i32(1),
    i32(24),
    call(0),
    DROP,
    write(1, 1, 256, 1),
    [i32(256), I32_LOAD, i32(255), 0x71, i32(0x74), 0x46, when(UNREACHABLE)],
    [i32(256), I32_LOAD, i32(255), 0x71, i32(0x65), 0x46, when(i32(7), call(2))],
  ],
});

const job: RunJobOptions = {
  wasm: mixed,
  chunks: ["one", "two", "three", "one"].map(encode),
  limits: LIMITS,
  seed: SEED,
};

describe("runJob", () => {
  it("gives the same receipt in every run, order and confinement", async () => {
    const first = await runJob({ ...job, concurrency: 1, confinement: "process" });
    const second = await runJob({ ...job, concurrency: 3, confinement: "process" });
    expect(second.receipt).to.deep.equal(first.receipt);
    if (await hasBubblewrap()) {
      const third = await runJob({ ...job, concurrency: 2, confinement: "bubblewrap" });
      expect(third.receipt).to.deep.equal(first.receipt);
      expect(third.outputs).to.deep.equal(first.outputs);
    }
    expect(first.receipt.root).to.equal(
      "0xba149995c98b6ea3bc799e549307987f5b450e66ed3f0a5518e607e7bdc100c8",
    );
  });

  it("gives each chunk a fresh instance, its own randomness and the same clock", async () => {
    const { outputs } = await runJob({ ...job, concurrency: 1 });
    const [one, two, , again] = outputs.map((output) => Buffer.from(output));
    if (one === undefined || two === undefined || again === undefined) throw new Error("missing");
    expect(one.subarray(0, 3).toString()).to.equal("one");
    const random = (output: Buffer): string => output.subarray(3, 7).toString("hex");
    expect(new Set([random(one), random(two), random(again)]).size).to.equal(3);
    expect(one.subarray(7).equals(again.subarray(7)), "clock, global and memory").to.equal(true);
    expect(one.readUInt32LE(15)).to.equal(1);
  });

  it("depends on the seed", async () => {
    const other = await runJob({ ...job, seed: `0x${"01".repeat(32)}` });
    const usual = await runJob(job);
    expect(other.receipt.root).to.not.equal(usual.receipt.root);
  });

  it("names program, spec and sum of fuel, and proves each chunk", async () => {
    const { receipt, outputs } = await runJob(job);
    expect(receipt.program).to.equal(sha256(mixed));
    expect(receipt.spec).to.equal(jobSpec(job).digest);
    expect(receipt.fuel).to.equal(receipt.chunks.reduce((sum, chunk) => sum + chunk.fuel, 0n));
    expect(receipt.root).to.equal(merkleRoot(receipt.chunks));
    receipt.chunks.forEach((chunk, index) => {
      expect(chunk.inputDigest).to.equal(sha256(job.chunks[index] ?? encode("")));
      expect(chunk.outputDigest).to.equal(sha256(outputs[index] ?? encode("")));
      const proof = chunkProof(receipt.chunks, index);
      expect(verifyChunkProof({ root: receipt.root, chunk, proof })).to.equal(true);
    });
  });

  it("gives a receipt for programs that fail, with what they wrote before", async () => {
    const chunks = ["ok", "trap", "exit"].map(encode);
    const { receipt, outputs } = await runJob({ ...job, wasm: fickle, chunks });
    expect(receipt.chunks.map(({ exit }) => exit)).to.deep.equal(["ok", "trap", "exit-code"]);
    expect(receipt.chunks.map(({ detail }) => detail)).to.deep.equal([
      undefined,
      "unreachable",
      "exit code 7",
    ]);
    expect(outputs.map(textOf)).to.deep.equal(["o", "t", "e"]);
  });

  it("gives a receipt for a program that is refused, and for one that does not type-check", async () => {
    const text = await runJob({ ...job, wasm: encode("not a module") });
    expect(text.confinement).to.equal(undefined);
    const untyped = await runJob({ ...job, wasm: program({ code: [DROP] }) });
    for (const { receipt } of [text, untyped]) {
      expect(receipt.fuel).to.equal(0n);
      for (const chunk of receipt.chunks) {
        expect(chunk).to.include({ exit: "invalid-module", outputDigest: sha256(encode("")) });
      }
    }
    const large = await runJob({ ...job, wasm: program({ memory: { min: 60_000 }, code: [] }) });
    expect(large.receipt.chunks[0]?.exit).to.equal("out-of-memory");
  });

  it("runs a part of a job, by its places in the whole", async () => {
    const whole = await runJob(job);
    const part = await runJob({ ...job, range: { first: 1, count: 2 } });
    expect(part.receipt.spec).to.equal(whole.receipt.spec);
    expect(part.receipt.chunks).to.deep.equal(whole.receipt.chunks.slice(1, 3));
    expect(part.outputs).to.deep.equal(whole.outputs.slice(1, 3));
    expect(part.receipt.root).to.equal(merkleRoot(whole.receipt.chunks.slice(1, 3)));
    for (const chunk of part.receipt.chunks) {
      const proof = chunkProof(part.receipt.chunks, chunk.index);
      expect(verifyChunkProof({ root: part.receipt.root, chunk, proof })).to.equal(true);
    }
    expect(() => chunkProof(part.receipt.chunks, 0)).to.throw(InvalidInputError);
    const refused = await runJob({ ...job, wasm: encode("no"), range: { first: 3, count: 1 } });
    expect(refused.receipt.chunks.map(({ index }) => index)).to.deep.equal([3]);
  });

  it("reports progress once for each chunk", async () => {
    const seen: number[] = [];
    await runJob({
      ...job,
      onProgress: ({ done, total, chunk }) => {
        expect(total).to.equal(4);
        expect(chunk.stats.wallMs).to.be.greaterThan(0);
        seen.push(done);
      },
    });
    expect(seen).to.deep.equal([1, 2, 3, 4]);
  });

  it("rejects with what a listener throws, and leaves nothing running", async () => {
    const failing = runJob({
      ...job,
      onProgress: () => {
        throw new Error("listener");
      },
    });
    const error: unknown = await failing.catch((reason: unknown) => reason);
    expect((error as Error).message).to.equal("listener");
  });

  it("refuses arguments that are out of range", async () => {
    const bad: Partial<RunJobOptions>[] = [
      { chunks: [] },
      { seed: "0x12" },
      { seed: `0x${"AB".repeat(32)}` },
      { limits: { ...LIMITS, fuel: -1n } },
      { limits: { ...LIMITS, fuel: (1n << 62n) + 1n } },
      { limits: { ...LIMITS, memoryBytes: 2 ** 33 } },
      { limits: { ...LIMITS, outputBytes: 1.5 } },
      { limits: { ...LIMITS, wallMs: Number.NaN } },
      { range: { first: 3, count: 2 } },
      { range: { first: -1, count: 1 } },
      { range: { first: 0, count: 0 } },
      { range: { first: 0.5, count: 1 } },
      { concurrency: 0 },
      { concurrency: Number.NaN },
      { args: ["a\0b"] },
      { env: { "A=B": "c" } },
    ];
    for (const change of bad) {
      const error: unknown = await runJob({ ...job, ...change }).catch((reason: unknown) => reason);
      expect(error, JSON.stringify(Object.keys(change))).to.be.instanceOf(InvalidInputError);
    }
  });
});

describe("runChunk", () => {
  it("gives the receipt that the chunk has in its job", async () => {
    const { receipt } = await runJob(job);
    const prepared = prepareProgram(mixed, LIMITS);
    const input = job.chunks[2] ?? encode("");
    const run = await runChunk({ ...job, program: prepared, input, index: 2 });
    expect(run.receipt).to.deep.equal(receipt.chunks[2]);
    expect(run.stats.peakRssBytes).to.be.greaterThan(1_000_000);
  });

  it("refuses a program that was prepared for another memory limit", async () => {
    const prepared = prepareProgram(mixed, { memoryBytes: 65536 });
    const run = runChunk({ ...job, program: prepared, input: encode("") });
    const error: unknown = await run.catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(InvalidInputError);
  });
});
