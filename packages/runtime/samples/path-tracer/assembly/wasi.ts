@external("wasi_snapshot_preview1", "fd_read")
declare function fd_read(fd: i32, iovs: usize, count: usize, read: usize): i32;

@external("wasi_snapshot_preview1", "fd_write")
declare function fd_write(fd: i32, iovs: usize, count: usize, written: usize): i32;

@external("wasi_snapshot_preview1", "proc_exit")
declare function proc_exit(code: i32): void;

const IOVEC = memory.data(8);
const MOVED = memory.data(4);

/** Fills `size` bytes at `to` from stdin and gives the number read. */
export function readInput(to: usize, size: usize): usize {
  let total: usize = 0;
  while (total < size) {
    store<u32>(IOVEC, <u32>(to + total));
    store<u32>(IOVEC + 4, <u32>(size - total));
    if (fd_read(0, IOVEC, 1, MOVED) != 0) break;
    const moved = load<u32>(MOVED);
    if (moved == 0) break;
    total += moved;
  }
  return total;
}

/** Writes `size` bytes at `from` to stdout. */
export function writeOutput(from: usize, size: usize): void {
  store<u32>(IOVEC, <u32>from);
  store<u32>(IOVEC + 4, <u32>size);
  if (fd_write(1, IOVEC, 1, MOVED) != 0) proc_exit(3);
}

/** Says what is wrong on stderr and leaves. */
export function fail(message: string, code: i32): void {
  const text = String.UTF8.encode(message + "\n");
  store<u32>(IOVEC, <u32>changetype<usize>(text));
  store<u32>(IOVEC + 4, <u32>text.byteLength);
  fd_write(2, IOVEC, 1, MOVED);
  proc_exit(code);
}

/** What the compiler calls where the program cannot go on. */
export function onAbort(message: string | null, _file: string | null, line: u32, _col: u32): void {
  fail((message == null ? "abort" : message) + " at line " + line.toString(), 134);
}
