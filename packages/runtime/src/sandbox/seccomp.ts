/** The descriptor that bubblewrap reads the filter from. */
export const FILTER_FD = 3;

const ARCH_X86_64 = 0xc000003e;
/** System calls from here on are those of the x32 interface, which is not needed. */
const X32_FROM = 0x40000000;
const CLONE = 56;
const CLONE3 = 435;
const CLONE_THREAD = 0x00010000;

/**
 * System calls of x86-64 that running a module never needs and that are the ways out of a sandbox:
 * the network, other processes, namespaces and mounts, modules and keys, and the parts of the
 * kernel that had the most holes. What is not named stays allowed, so that another version of the
 * engine does not stop working.
 */
const DENIED: Readonly<Record<string, number>> = {
  socket: 41,
  connect: 42,
  accept: 43,
  bind: 49,
  listen: 50,
  fork: 57,
  vfork: 58,
  ptrace: 101,
  syslog: 103,
  personality: 135,
  modify_ldt: 154,
  pivot_root: 155,
  chroot: 161,
  acct: 163,
  settimeofday: 164,
  mount: 165,
  umount2: 166,
  swapon: 167,
  swapoff: 168,
  reboot: 169,
  sethostname: 170,
  setdomainname: 171,
  iopl: 172,
  ioperm: 173,
  init_module: 175,
  delete_module: 176,
  quotactl: 179,
  clock_settime: 227,
  kexec_load: 246,
  add_key: 248,
  request_key: 249,
  keyctl: 250,
  unshare: 272,
  perf_event_open: 298,
  name_to_handle_at: 303,
  open_by_handle_at: 304,
  setns: 308,
  process_vm_readv: 310,
  process_vm_writev: 311,
  kcmp: 312,
  finit_module: 313,
  kexec_file_load: 320,
  bpf: 321,
  userfaultfd: 323,
  io_uring_setup: 425,
  io_uring_enter: 426,
  io_uring_register: 427,
  open_tree: 428,
  move_mount: 429,
  fsopen: 430,
  fsconfig: 431,
  fsmount: 432,
  fspick: 433,
  pidfd_getfd: 438,
  mount_setattr: 442,
};

const LOAD_WORD = 0x20;
const JUMP_EQUAL = 0x15;
const JUMP_FROM = 0x35;
const JUMP_ANY_BIT = 0x45;
const RETURN = 0x06;

const ALLOW = 0x7fff0000;
const KILL = 0x80000000;
const REFUSE = 0x00050000;
const EPERM = 1;
const ENOSYS = 38;

/** Offsets in the record that a filter looks at. */
const NUMBER_AT = 0;
const ARCH_AT = 4;
const FIRST_ARGUMENT_AT = 16;

type Instruction = readonly [code: number, ifTrue: number, ifFalse: number, value: number];

/**
 * The filter as a program of the kernel's classic BPF; undefined on a machine it is not made for.
 * Threads may be made, processes may not: `clone` passes only with the flag of threads, and the
 * newer `clone3`, whose flags a filter cannot see, is said not to exist.
 */
export function syscallFilter(): Uint8Array | undefined {
  if (process.platform !== "linux" || process.arch !== "x64") return undefined;
  const denied = Object.values(DENIED);
  // The program ends with: allow, refuse, missing, kill, and the look at clone's flags.
  const body = 4 + denied.length + 2;
  const to = (from: number, target: number): number => body + target - from - 1;
  const [refuse, missing, kill, flags] = [1, 2, 3, 4] as const;
  const program: Instruction[] = [
    [LOAD_WORD, 0, 0, ARCH_AT],
    [JUMP_EQUAL, 0, to(1, kill), ARCH_X86_64],
    [LOAD_WORD, 0, 0, NUMBER_AT],
    [JUMP_FROM, to(3, refuse), 0, X32_FROM],
    ...denied.map((n, i): Instruction => [JUMP_EQUAL, to(4 + i, refuse), 0, n]),
    [JUMP_EQUAL, to(4 + denied.length, missing), 0, CLONE3],
    [JUMP_EQUAL, to(5 + denied.length, flags), 0, CLONE],
    [RETURN, 0, 0, ALLOW],
    [RETURN, 0, 0, REFUSE + EPERM],
    [RETURN, 0, 0, REFUSE + ENOSYS],
    [RETURN, 0, 0, KILL],
    [LOAD_WORD, 0, 0, FIRST_ARGUMENT_AT],
    [JUMP_ANY_BIT, 0, 1, CLONE_THREAD],
    [RETURN, 0, 0, ALLOW],
    [RETURN, 0, 0, REFUSE + EPERM],
  ];
  return assemble(program);
}

function assemble(program: readonly Instruction[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(program.length * 8));
  program.forEach(([code, ifTrue, ifFalse, value], i) => {
    view.setUint16(i * 8, code, true);
    view.setUint8(i * 8 + 2, ifTrue);
    view.setUint8(i * 8 + 3, ifFalse);
    view.setUint32(i * 8 + 4, value, true);
  });
  return new Uint8Array(view.buffer);
}
