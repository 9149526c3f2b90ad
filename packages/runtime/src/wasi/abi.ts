/** Error numbers of WASI preview 1 that are used here. */
export const Errno = {
  Success: 0,
  Access: 2,
  BadDescriptor: 8,
  Exists: 20,
  Fault: 21,
  IllegalSequence: 25,
  Invalid: 28,
  IsDirectory: 31,
  TooManyOpen: 33,
  NameTooLong: 37,
  NoEntry: 44,
  NotDirectory: 54,
  NotEmpty: 55,
  NotSupported: 58,
  Overflow: 61,
  NotPermitted: 63,
  NotSeekable: 70,
  NotCapable: 76,
} as const;

export type Errno = (typeof Errno)[keyof typeof Errno];

export const FileType = {
  Unknown: 0,
  Directory: 3,
  RegularFile: 4,
} as const;

export type FileType = (typeof FileType)[keyof typeof FileType];

export const OpenFlag = {
  Create: 1,
  Directory: 2,
  Exclusive: 4,
  Truncate: 8,
} as const;

export const FD_FLAG_APPEND = 1;
export const RIGHT_READ = 1n << 1n;
export const RIGHT_WRITE = 1n << 6n;
/** Every right that WASI preview 1 names. */
export const ALL_RIGHTS = (1n << 30n) - 1n;

export const Whence = {
  Set: 0,
  Current: 1,
  End: 2,
} as const;

export const ClockId = {
  Realtime: 0,
  Monotonic: 1,
  ProcessCpu: 2,
  ThreadCpu: 3,
} as const;

export const EventType = {
  Clock: 0,
  FdRead: 1,
  FdWrite: 2,
} as const;

/** A host function fails with an error number; the program sees the number and goes on. */
export class WasiFault extends Error {
  constructor(readonly errno: Errno) {
    super(`errno ${errno}`);
    this.name = "WasiFault";
  }
}

export function fault(errno: Errno): never {
  throw new WasiFault(errno);
}
