import type { FuncType } from "./types";
import { I32, I64 } from "./types";

/** The one module name that programs may import from. */
export const WASI_MODULE = "wasi_snapshot_preview1";

/** Parameter types of each host function: i for i32, I for i64. */
const PARAMS = {
  args_get: "ii",
  args_sizes_get: "ii",
  environ_get: "ii",
  environ_sizes_get: "ii",
  clock_res_get: "ii",
  clock_time_get: "iIi",
  fd_advise: "iIIi",
  fd_allocate: "iII",
  fd_close: "i",
  fd_datasync: "i",
  fd_fdstat_get: "ii",
  fd_fdstat_set_flags: "ii",
  fd_fdstat_set_rights: "iII",
  fd_filestat_get: "ii",
  fd_filestat_set_size: "iI",
  fd_filestat_set_times: "iIIi",
  fd_pread: "iiiIi",
  fd_prestat_get: "ii",
  fd_prestat_dir_name: "iii",
  fd_pwrite: "iiiIi",
  fd_read: "iiii",
  fd_readdir: "iiiIi",
  fd_renumber: "ii",
  fd_seek: "iIii",
  fd_sync: "i",
  fd_tell: "ii",
  fd_write: "iiii",
  path_create_directory: "iii",
  path_filestat_get: "iiiii",
  path_filestat_set_times: "iiiiIIi",
  path_link: "iiiiiii",
  path_open: "iiiiiIIii",
  path_readlink: "iiiiii",
  path_remove_directory: "iii",
  path_rename: "iiiiii",
  path_symlink: "iiiii",
  path_unlink_file: "iii",
  poll_oneoff: "iiii",
  proc_exit: "i",
  random_get: "ii",
  sched_yield: "",
} as const;

export type WasiName = keyof typeof PARAMS;

export const WASI_NAMES = Object.keys(PARAMS) as WasiName[];

export function isWasiName(name: string): name is WasiName {
  return Object.hasOwn(PARAMS, name);
}

/** The type a program must import the function with. */
export function wasiType(name: WasiName): FuncType {
  const params = Array.from(PARAMS[name], (letter) => (letter === "i" ? I32 : I64));
  return { params, results: name === "proc_exit" ? [] : [I32] };
}
