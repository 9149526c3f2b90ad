import { expect } from "chai";
import { Errno, OpenFlag } from "../src/wasi/abi";
import { MAX_NODES } from "../src/wasi/filesystem";
import { I32 } from "./support/encoder";
import { call, DROP, get, i32, i64, program, repeat } from "./support/program";
import { SCRATCH, Script } from "./support/guest";
import { runBare } from "./support/run";

const { Create, Directory, Exclusive, Truncate } = OpenFlag;
const OK = Errno.Success;
const input = new TextEncoder().encode("the input");

describe("files in memory", () => {
  context("given the input", () => {
    it("is read from stdin, scattered over vectors, then at its end", () => {
      const script = new Script();
      const iovs = script.vectors([SCRATCH, 4], [SCRATCH + 4, 0], [SCRATCH + 8, 100]);
      script.call("fd_read", 0, ...iovs, SCRATCH + 200).call("fd_read", 0, ...iovs, SCRATCH + 204);
      const run = script.run({ input }, [SCRATCH, 4], [SCRATCH + 8, 5], [SCRATCH + 200, 8]);
      expect(run.errnos).to.deep.equal([OK, OK]);
      expect(run.text(0) + run.text(1)).to.equal("the input");
      expect([run.view(2).getUint32(0, true), run.view(2).getUint32(4, true)]).to.deep.equal([
        9, 0,
      ]);
    });

    it("is read from /input as well, with an offset of its own", () => {
      const script = new Script();
      const iovs = script.vectors([SCRATCH + 8, 5]);
      script.open("input", { rights: 2n });
      script.call("fd_seek", 4, 4n, 0, SCRATCH + 300).call("fd_read", 4, ...iovs, SCRATCH + 200);
      const run = script.run({ input }, [SCRATCH + 8, 5]);
      expect(run.errnos).to.deep.equal([OK, OK, OK]);
      expect(run.text(0)).to.equal("input");
    });

    it("cannot be written, cut, removed, replaced or moved", () => {
      const script = new Script();
      script.open("input").open("input", { rights: 2n, oflags: Truncate });
      script.call("path_unlink_file", 3, ...script.text("input"));
      script.call("path_rename", 3, ...script.text("input"), 3, ...script.text("moved"));
      script.open("mine", { oflags: Create });
      script.call("path_rename", 3, ...script.text("mine"), 3, ...script.text("input"));
      const { Access } = Errno;
      expect(script.run({ input }).errnos).to.deep.equal([
        Access,
        Access,
        Access,
        Access,
        OK,
        Access,
      ]);
    });
  });

  context("given a file the program makes", () => {
    it("is written, sought, told, read back and reports its size", () => {
      const script = new Script();
      script.open("a.txt", { oflags: Create }).writeTo(4, "hello world");
      script.call("fd_tell", 4, SCRATCH + 8).call("fd_seek", 4, -5n, 2, SCRATCH + 16);
      script.call("fd_read", 4, ...script.vectors([SCRATCH + 128, 5]), SCRATCH + 32);
      script.call("fd_filestat_get", 4, SCRATCH + 256);
      const run = script.run({}, [SCRATCH + 8, 16], [SCRATCH + 128, 5], [SCRATCH + 256, 64]);
      expect(run.errnos).to.deep.equal([OK, OK, OK, OK, OK, OK]);
      expect(run.view(0).getBigUint64(0, true)).to.equal(11n);
      expect(run.view(0).getBigUint64(8, true)).to.equal(6n);
      expect(run.text(1)).to.equal("world");
      expect(run.view(2).getUint8(16)).to.equal(4);
      expect(run.view(2).getBigUint64(32, true)).to.equal(11n);
    });

    it("has zeros where it was passed over, also after it was cut and made longer", () => {
      const script = new Script();
      script.open("f", { oflags: Create }).writeTo(4, "abcdef");
      script.call("fd_filestat_set_size", 4, 2n).call("fd_filestat_set_size", 4, 4n);
      script.call("fd_pwrite", 4, ...script.vectors(script.text("z")), 5n, SCRATCH);
      script.call("fd_pread", 4, ...script.vectors([SCRATCH + 64, 8]), 0n, SCRATCH);
      const run = script.run({}, [SCRATCH + 64, 6], [SCRATCH, 4]);
      expect(run.text(0)).to.equal("ab\0\0\0z");
      expect(run.view(1).getUint32(0, true)).to.equal(6);
    });

    it("is appended to where that was asked for, and refuses what was not", () => {
      const script = new Script();
      script.open("f", { oflags: Create }).writeTo(4, "one");
      script.open("f", { flags: 1, rights: 64n }).writeTo(5, "two");
      script.call("fd_seek", 5, 0n, 0, SCRATCH).writeTo(5, "six");
      script.call("fd_read", 5, ...script.vectors([SCRATCH + 64, 8]), SCRATCH);
      script.open("f", { rights: 2n }).writeTo(6, "no");
      script.call("fd_pread", 4, ...script.vectors([SCRATCH + 64, 20]), 0n, SCRATCH);
      const run = script.run({}, [SCRATCH + 64, 9]);
      expect(run.errnos).to.deep.equal([
        OK,
        OK,
        OK,
        OK,
        OK,
        OK,
        Errno.NotCapable,
        OK,
        Errno.NotCapable,
        OK,
      ]);
      expect(run.text(0)).to.equal("onetwosix");
    });

    it("obeys the flags of opening", () => {
      const script = new Script();
      script
        .open("f")
        .open("f", { oflags: Create })
        .open("f", { oflags: Create + Exclusive });
      script.open("f", { oflags: Directory }).open("d", { oflags: Create + Directory });
      script.writeTo(4, "abc").open("f", { oflags: Truncate }).call("fd_filestat_get", 4, SCRATCH);
      const run = script.run({}, [SCRATCH, 64]);
      const { NoEntry, Exists, NotDirectory, Invalid } = Errno;
      expect(run.errnos).to.deep.equal([NoEntry, OK, Exists, NotDirectory, Invalid, OK, OK, OK]);
      expect(run.view(0).getBigUint64(32, true)).to.equal(0n);
    });

    it("lives on while it is open after it was removed", () => {
      const script = new Script();
      script.open("f", { oflags: Create }).call("path_unlink_file", 3, ...script.text("f"));
      script.writeTo(4, "still here").open("f").call("fd_close", 4).writeTo(4, "gone");
      const { NoEntry, BadDescriptor } = Errno;
      expect(script.run().errnos).to.deep.equal([OK, OK, OK, NoEntry, OK, BadDescriptor]);
    });
  });

  context("given directories", () => {
    it("are made, listed, moved and removed", () => {
      const script = new Script();
      const dir = (path: string): void =>
        void script.call("path_create_directory", 3, ...script.text(path));
      dir("d");
      dir("d/e/");
      dir("d");
      script.call("path_remove_directory", 3, ...script.text("d"));
      script.call("path_rename", 3, ...script.text("d"), 3, ...script.text("d/e/f"));
      script.call("path_rename", 3, ...script.text("d/e"), 3, ...script.text("g"));
      script.call("path_remove_directory", 3, ...script.text("d"));
      script.call("path_unlink_file", 3, ...script.text("g"));
      script.call("path_remove_directory", 3, ...script.text("."));
      const { Exists, NotEmpty, Invalid, IsDirectory } = Errno;
      expect(script.run().errnos).to.deep.equal([
        OK,
        OK,
        Exists,
        NotEmpty,
        Invalid,
        OK,
        OK,
        IsDirectory,
        Invalid,
      ]);
    });

    it("are listed in the order of creation, page by page", () => {
      const script = new Script();
      script.open("b", { oflags: Create }).open("a", { oflags: Create });
      script.call("fd_readdir", 3, SCRATCH + 64, 400, 0n, SCRATCH + 8);
      script.call("fd_readdir", 3, SCRATCH + 512, 30, 3n, SCRATCH + 12);
      const run = script.run({}, [SCRATCH + 64, 130], [SCRATCH + 512, 30], [SCRATCH + 8, 8]);
      const names: string[] = [];
      const listing = run.region(0);
      for (let at = 0; at < listing.length;) {
        const length = new DataView(listing.buffer, at).getUint32(16, true);
        names.push(new TextDecoder().decode(listing.subarray(at + 24, at + 24 + length)));
        at += 24 + length;
      }
      expect(names).to.deep.equal([".", "..", "input", "b", "a"]);
      expect(run.view(2).getUint32(0, true)).to.equal(24 * 5 + 10);
      expect(run.view(2).getUint32(4, true), "the buffer is filled").to.equal(30);
      expect(run.view(1).getUint8(24)).to.equal("b".charCodeAt(0));
    });

    it("give their preopened name, and only the first has one", () => {
      const script = new Script();
      script.call("fd_prestat_get", 3, SCRATCH).call("fd_prestat_dir_name", 3, SCRATCH + 8, 1);
      script.call("fd_prestat_get", 4, SCRATCH + 32).call("fd_prestat_get", 0, SCRATCH + 32);
      script.call("fd_prestat_dir_name", 3, SCRATCH + 16, 0);
      const run = script.run({}, [SCRATCH, 9]);
      const { BadDescriptor, NameTooLong } = Errno;
      expect(run.errnos).to.deep.equal([OK, OK, BadDescriptor, BadDescriptor, NameTooLong]);
      expect(run.view(0).getUint32(4, true)).to.equal(1);
      expect(run.view(0).getUint8(8)).to.equal("/".charCodeAt(0));
    });
  });

  context("given paths that try to get out", () => {
    const refused = (path: string | number[], errno: Errno, fd = 3): void => {
      const script = new Script();
      script.call("path_create_directory", 3, ...script.text("d"));
      script.open("d", { oflags: Directory });
      script.call("path_open", fd, 0, ...script.text(path), 0, 2n, 0n, 0, SCRATCH);
      expect(script.run({ input }).errnos, String(path)).to.deep.equal([OK, OK, errno]);
    };

    it("refuses to lead above the directory they start from, even for a moment", () => {
      for (const path of ["..", "../input", "d/../../input", "./d/../..", "d/.././../d/x"]) {
        refused(path, Errno.NotCapable);
      }
      refused("../input", Errno.NotCapable, 4);
    });

    it("refuses absolute paths", () => {
      for (const path of ["/", "/input", "//input", "/etc/passwd"]) refused(path, Errno.NotCapable);
    });

    it("follows .. where it stays inside", () => {
      for (const path of ["d/../input", "./input", "d/./../d/../input"]) refused(path, OK);
    });

    it("refuses what is no name", () => {
      refused("", Errno.NoEntry);
      refused([0x61, 0], Errno.Invalid);
      refused([0xff, 0xfe], Errno.IllegalSequence);
      refused("x".repeat(256), Errno.NameTooLong);
      refused(new Array<number>(5000).fill(0x2f), Errno.NameTooLong);
      refused("input/x", Errno.NotDirectory);
      refused("input/", Errno.NotDirectory);
      refused("none/x", Errno.NoEntry);
      refused("input", Errno.NotDirectory, 0);
      refused("input", Errno.BadDescriptor, 99);
      refused("__proto__", Errno.NoEntry);
    });

    it("has no links", () => {
      const script = new Script();
      script.call("path_symlink", ...script.text("/etc/passwd"), 3, ...script.text("l"));
      script.call("path_link", 3, 0, ...script.text("input"), 3, ...script.text("l"));
      script.call("path_readlink", 3, ...script.text("input"), SCRATCH, 10, SCRATCH);
      expect(script.run().errnos).to.deep.equal([
        Errno.NotSupported,
        Errno.NotSupported,
        Errno.Invalid,
      ]);
    });
  });

  context("given more than there is room for", () => {
    it("ends a program whose files pass the limit, by writing, seeking or resizing", () => {
      const fileBytes = 1000;
      const script = (): Script => new Script().open("f", { oflags: Create });
      const exits = [
        script().writeTo(4, "x".repeat(1001)),
        script().call("fd_seek", 4, 1_000_000_000_000n, 0, SCRATCH).writeTo(4, "x"),
        script().call("fd_filestat_set_size", 4, 1001n),
        script().call("fd_allocate", 4, 0n, 1001n),
        script()
          .open("g", { oflags: Create })
          .writeTo(4, "x".repeat(600))
          .writeTo(5, "x".repeat(600)),
      ].map((s) => s.run({ fileBytes }).outcome.exit);
      expect(exits).to.deep.equal(new Array(5).fill("file-limit"));
      expect(script().writeTo(4, "x".repeat(1000)).run({ fileBytes }).outcome.exit).to.equal("ok");
    });

    it("gives room back when files are cut or removed, and not before", () => {
      const script = new Script().open("f", { oflags: Create }).writeTo(4, "x".repeat(900));
      script.call("path_unlink_file", 3, ...script.text("f")).call("fd_close", 4);
      script.open("g", { oflags: Create }).writeTo(4, "x".repeat(900));
      expect(script.run({ fileBytes: 1000 }).outcome.exit).to.equal("ok");
      const open = new Script().open("f", { oflags: Create }).writeTo(4, "x".repeat(900));
      open.call("path_unlink_file", 3, ...open.text("f"));
      open.open("g", { oflags: Create }).writeTo(5, "x".repeat(900));
      expect(open.run({ fileBytes: 1000 }).outcome.exit).to.equal("file-limit");
    });

    it("ends a program that makes files without end", () => {
      const open = [
        i32(3),
        i32(0),
        i32(64),
        i32(11),
        i32(1),
        i64(2),
        i64(0),
        i32(0),
        i32(8),
        call(0),
        DROP,
      ];
      const digits = Array.from({ length: 11 }, (_, i) => [
        i32(64 + i),
        get(0),
        i32(i),
        0x76,
        i32(1),
        0x71,
        i32(48),
        0x6a,
        [0x3a, 0, 0],
      ]);
      const body = [digits, open, i32(4), call(1), DROP];
      const wasm = program({
        imports: ["path_open", "fd_close"],
        locals: [I32],
        code: repeat(0, 2000, ...body),
      });
      const outcome = runBare(wasm);
      expect(outcome.exit).to.equal("file-limit");
      expect(outcome.detail).to.contain(String(MAX_NODES));
    });

    it("refuses to open files without end", () => {
      const script = new Script();
      for (let i = 0; i < 254; i++) script.open("input", { rights: 2n });
      const { errnos } = script.run();
      expect(errnos.slice(0, 252).every((errno) => errno === OK)).to.equal(true);
      expect(errnos.slice(252)).to.deep.equal([Errno.TooManyOpen, Errno.TooManyOpen]);
    });
  });

  context("given descriptors that are not what is asked of them", () => {
    it("answers with the right error number", () => {
      const script = new Script();
      const iovs = script.vectors([SCRATCH, 4]);
      script.call("fd_read", 3, ...iovs, SCRATCH).call("fd_write", 3, ...iovs, SCRATCH);
      script.call("fd_read", 1, ...iovs, SCRATCH).call("fd_write", 0, ...iovs, SCRATCH);
      script.call("fd_seek", 0, 0n, 0, SCRATCH).call("fd_tell", 3, SCRATCH);
      script.call("fd_close", 77).call("fd_renumber", 3, 77).call("fd_sync", 77);
      script.open("input", { rights: 2n }).call("fd_seek", 4, -1n, 0, SCRATCH);
      script.call("fd_seek", 4, 0n, 9, SCRATCH).call("fd_seek", 4, 1n << 62n, 0, SCRATCH);
      const { IsDirectory, NotCapable, NotSeekable, BadDescriptor, Invalid, Overflow } = Errno;
      expect(script.run().errnos).to.deep.equal([
        IsDirectory,
        IsDirectory,
        NotCapable,
        NotCapable,
        NotSeekable,
        IsDirectory,
        BadDescriptor,
        BadDescriptor,
        BadDescriptor,
        OK,
        Invalid,
        Invalid,
        Overflow,
      ]);
    });

    it("reports type and rights of what is open", () => {
      const script = new Script().open("f", { oflags: Create, rights: 2n, flags: 1 });
      [0, 1, 3, 4].forEach((fd, i) => script.call("fd_fdstat_get", fd, SCRATCH + 64 + i * 24));
      const run = script.run({}, [SCRATCH + 64, 96]);
      const view = run.view(0);
      expect([0, 24, 48, 72].map((at) => view.getUint8(at))).to.deep.equal([0, 0, 3, 4]);
      expect(view.getUint16(74, true)).to.equal(1);
      expect(view.getBigUint64(8, true)).to.equal(2n);
      expect(view.getBigUint64(80, true) & 66n).to.equal(2n);
    });

    it("gives a number away by renumbering", () => {
      const script = new Script().open("f", { oflags: Create }).open("g", { oflags: Create });
      script.call("fd_renumber", 4, 5).writeTo(5, "to f").writeTo(4, "nobody");
      expect(script.run().errnos).to.deep.equal([OK, OK, OK, OK, Errno.BadDescriptor]);
    });
  });
});
