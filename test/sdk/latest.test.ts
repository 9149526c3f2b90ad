import { expect } from "chai";
import { Latest } from "../../packages/sdk/src/net/latest";

describe("sdk notes of what was sent", () => {
  it("are the latest of them, by when they were noted", () => {
    const notes = new Latest<number>(3);
    for (const [key, value] of [
      ["a", 1],
      ["b", 2],
      ["c", 3],
      ["a", 4],
      ["d", 5],
    ] as const) {
      notes.set(key, value);
    }
    expect([...notes]).to.deep.equal([
      ["c", 3],
      ["a", 4],
      ["d", 5],
    ]);
  });

  it("are thousands, and do not grow", () => {
    const notes = new Latest<undefined>();
    for (let i = 0; i < 10_000; i += 1) notes.set(`${i}`, undefined);
    expect(notes.size).to.equal(4_096);
    expect(notes.has("9999")).to.equal(true);
  });
});
