import { spawn } from "node:child_process";
import { once } from "node:events";
import files, { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";

import { MemorySecretStore, SecretCorruptError, type SecretStore } from "../../packages/sdk/src";
import { FileSecretStore } from "../../packages/sdk/src/node";
import { failureOf } from "./support/world";

const ROOT = join(__dirname, "../..");
/** Keeps ever more secrets, and says each once it is kept. */
const WRITER = join(__dirname, "support/secret-writer");

/** The store of a second copy of the SDK, as one that loads ESM and CJS has. */
function anotherCopy(): typeof FileSecretStore {
  const SDK = join(ROOT, "packages/sdk/src");
  const loaded = Object.entries(require.cache).filter(([path]) => path.startsWith(SDK));
  for (const [path] of loaded) Reflect.deleteProperty(require.cache, path);
  try {
    const copy = createRequire(__filename)(join(SDK, "node")) as {
      FileSecretStore: typeof FileSecretStore;
    };
    return copy.FileSecretStore;
  } finally {
    for (const path of Object.keys(require.cache).filter((each) => each.startsWith(SDK))) {
      Reflect.deleteProperty(require.cache, path);
    }
    for (const [path, module] of loaded) require.cache[path] = module;
  }
}

const keyOf = (i: number): string => `0x${i.toString(16).padStart(64, "0")}`;

describe("sdk secret stores", () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "weft-secrets-"));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  const STORES: [kind: string, open: () => Promise<SecretStore>][] = [
    ["in memory", () => Promise.resolve(new MemorySecretStore())],
    ["on disk", () => FileSecretStore.open(join(directory, "a", "b"))],
  ];
  for (const [kind, open] of STORES) {
    describe(kind, () => {
      it("keep the first secret of a key, and forget it when told", async () => {
        const store = await open();
        expect(await store.get(keyOf(1))).to.equal(undefined);
        expect(await store.keep(keyOf(1), "one")).to.equal("one");
        expect(await store.keep(keyOf(1), "another")).to.equal("one");
        expect(await store.keep(keyOf(2), "")).to.equal("");
        expect(await store.get(keyOf(1))).to.equal("one");
        expect(await store.get(keyOf(2))).to.equal("");
        await store.forget(keyOf(1));
        await store.forget(keyOf(3));
        expect(await store.get(keyOf(1))).to.equal(undefined);
        expect(await store.keep(keyOf(1), "another")).to.equal("another");
      });

      it("keep one secret of many that are offered at once", async () => {
        const store = await open();
        const offered = Array.from({ length: 20 }, (_, i) => `secret ${i}`);
        const kept = await Promise.all(offered.map((secret) => store.keep(keyOf(1), secret)));
        expect(new Set(kept).size).to.equal(1);
      });

      it("refuse a key that is none", async () => {
        const store = await open();
        const actions: (() => Promise<unknown>)[] = [
          () => store.keep("0x01", "one"),
          () => store.get("../key"),
          () => store.forget(""),
        ];
        for (const action of actions) {
          const failure = await failureOf(Promise.resolve().then(action));
          expect(failure).to.include({ code: "INVALID_FIELD" });
        }
      });
    });
  }

  it("on disk survive their process, readable by nobody else", async () => {
    const store = await FileSecretStore.open(directory);
    await store.keep(keyOf(1), "one");
    await store.close();
    const later = await FileSecretStore.open(directory);
    expect(await later.keep(keyOf(1), "two")).to.equal("one");
    const { mode } = await stat(join(directory, `${keyOf(1)}.json`));
    expect(mode & 0o777).to.equal(0o600);
  });

  it("on disk lose nothing of what was kept when they are killed", async () => {
    for (let round = 0; round < 3; ++round) {
      const place = join(directory, `${round}`);
      const writer = spawn(process.execPath, [WRITER, place], { cwd: ROOT });
      let said = "";
      writer.stdout.on("data", (chunk: Buffer) => {
        said += chunk.toString();
        if (said.split("\n").length > 20 + round) writer.kill("SIGKILL");
      });
      await once(writer, "close");
      const store = await FileSecretStore.open(place);
      const kept = said.trimEnd().split("\n").map(Number);
      expect(kept.length).to.be.greaterThan(19);
      for (const i of kept) expect(await store.get(keyOf(i))).to.equal(`secret ${i}`);
    }
  });

  const RUINS: [what: string, content: string][] = [
    ["cut short", `["${keyOf(1)}", "on`],
    ["empty", ""],
    ["of another key", JSON.stringify([keyOf(2), "one"])],
    ["with no text", JSON.stringify([keyOf(1), 7])],
    ["that is no list", "{}"],
  ];
  for (const [what, content] of RUINS) {
    it(`on disk name a file ${what}, and leave it alone`, async () => {
      const store = await FileSecretStore.open(directory);
      const file = join(directory, `${keyOf(1)}.json`);
      await writeFile(file, content);
      for (const action of [store.get(keyOf(1)), store.keep(keyOf(1), "one")]) {
        const failure = await failureOf(action);
        expect(failure).to.be.instanceOf(SecretCorruptError);
        expect(failure).to.have.property("message").that.contains(file);
      }
      expect(await readFile(file, "utf8")).to.equal(content);
    });
  }

  it("on disk clear away what a crash left unfinished, and nothing else", async () => {
    const store = await FileSecretStore.open(directory);
    await store.keep(keyOf(1), "one");
    const unfinished = `.${keyOf(1)}.json.3f0c6c3e-1111-4222-8333-444455556666`;
    await writeFile(join(directory, unfinished), "[");
    await writeFile(join(directory, "notes.txt"), "mine");
    await store.close();
    await (await FileSecretStore.open(directory)).close();
    expect((await readdir(directory)).sort()).to.deep.equal([`${keyOf(1)}.json`, "notes.txt"]);
  });

  it("on disk are taken by one copy of the SDK in a process for another", async () => {
    const store = await FileSecretStore.open(directory);
    const other = anotherCopy();
    expect(other).not.to.equal(FileSecretStore);
    const failure = await failureOf(other.open(directory));
    expect(failure).to.have.property("code", "STORE_LOCKED");
    expect(failure).to.have.property("message").that.contains("this process");
    await store.close();
    await (await other.open(directory)).close();
  });

  it("on disk make every directory last that they made, and touch no other", async () => {
    const opened: string[] = [];
    const { open } = files;
    files.open = (path, ...rest) => {
      opened.push(String(path));
      return open(path, ...rest);
    };
    try {
      await (await FileSecretStore.open(join(directory, "a", "b"))).close();
      expect(opened).to.deep.equal([join(directory, "a"), directory]);
      opened.length = 0;
      await (await FileSecretStore.open(join(directory, "a", "b"))).close();
      expect(opened).to.deep.equal([]);
    } finally {
      files.open = open;
    }
  });

  it("on disk need a directory, and say what keeps them from it", async () => {
    expect(await failureOf(FileSecretStore.open(""))).to.include({ code: "INVALID_FIELD" });
    const file = join(directory, "file");
    await writeFile(file, "");
    expect(await failureOf(FileSecretStore.open(file))).to.include({ code: "EEXIST" });
    const store = await FileSecretStore.open(join(directory, "gone"));
    await rm(join(directory, "gone"), { recursive: true });
    expect(await failureOf(store.keep(keyOf(1), "one"))).to.include({ code: "ENOENT" });
    await writeFile(join(directory, "gone"), "");
    expect(await failureOf(store.get(keyOf(1)))).to.include({ code: "ENOTDIR" });
  });
});
