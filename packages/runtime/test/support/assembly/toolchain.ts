@external("wasi_snapshot_preview1", "proc_exit")
declare function leave(code: i32): void;

function fibonacci(n: i32): i32 {
  return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);
}

export function _start(): void {
  const list: i32[] = [];
  for (let i = 0; i <= 10; i++) list.push(fibonacci(i));
  leave(list[10]);
}
