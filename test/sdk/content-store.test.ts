import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { contentUri } from "../../packages/sdk/src";
import { FileContentStore } from "../../packages/sdk/src/node";

describe("sdk content store", () => {
  const bytes = new Uint8Array(100_000).fill(7);
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "weft-content-"));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  it("keeps one content that several put at once", async () => {
    const folder = join(directory, "new", "content");
    const stores = [1, 2, 3, 4].map(() => new FileContentStore(folder));
    const kept = await Promise.all(stores.map((store) => store.put(bytes)));
    const [first] = kept;
    if (first === undefined) throw new Error("four were kept");
    expect(new Set(kept.map(({ id }) => id)).size).to.equal(1);
    expect(await readdir(folder)).to.deep.equal([first.id]);
    expect(await stores[0]?.get(contentUri(first.digest))).to.deep.equal(Buffer.from(bytes));
  });

  it("follows no link that was laid in its way", async () => {
    const store = new FileContentStore(join(directory, "content"));
    const { id } = await store.put(bytes);
    const other = join(directory, "other");
    await writeFile(other, "mine");
    await rm(join(directory, "content", id));
    for (const name of [id, `${id}.tmp`]) await symlink(other, join(directory, "content", name));
    await store.put(bytes);
    expect(await readFile(other, "utf8")).to.equal("mine");
    expect(await readFile(join(directory, "content", id))).to.deep.equal(Buffer.from(bytes));
  });
});
