import { ClockId, Errno, EventType, fault } from "./abi";
import type { HostFunctions, WasiContext } from "./context";
import { StructWriter } from "./memory";
import { GuestStop } from "./stop";

type Names =
  | "args_get"
  | "args_sizes_get"
  | "clock_res_get"
  | "clock_time_get"
  | "environ_get"
  | "environ_sizes_get"
  | "poll_oneoff"
  | "proc_exit"
  | "random_get"
  | "sched_yield";

const SUBSCRIPTION_BYTES = 48;
const EVENT_BYTES = 32;
const MAX_SUBSCRIPTIONS = 1_024;
const FLAG_ABSOLUTE = 1;

interface Event {
  readonly userdata: bigint;
  readonly errno: Errno;
  readonly type: number;
}

interface Timer {
  readonly userdata: bigint;
  /** Nanoseconds from now. */
  readonly wait: bigint;
}

/** Arguments, clock, randomness, waiting and leaving. */
export function systemFunctions(context: WasiContext): HostFunctions<Names> {
  const { memory, meter, clock } = context;
  const args = context.args.map(terminated);
  const env = context.env.map(terminated);

  const sizes = (list: Uint8Array[], count: number, bytes: number): void => {
    memory.setU32(count, list.length);
    memory.setU32(bytes, total(list));
  };
  const strings = (list: Uint8Array[], pointers: number, buffer: number): void => {
    meter.chargeBytes(total(list));
    let at = buffer;
    list.forEach((text, i) => {
      memory.setU32(pointers + i * 4, at);
      memory.slice(at, text.length).set(text);
      at += text.length;
    });
  };

  return {
    args_get: (pointers: number, buffer: number) => strings(args, pointers, buffer),
    args_sizes_get: (count: number, bytes: number) => sizes(args, count, bytes),
    environ_get: (pointers: number, buffer: number) => strings(env, pointers, buffer),
    environ_sizes_get: (count: number, bytes: number) => sizes(env, count, bytes),

    clock_res_get(id: number, result: number): void {
      clock.now(id);
      memory.setU64(result, 1n);
    },

    clock_time_get(id: number, _precision: bigint, result: number): void {
      memory.setU64(result, clock.now(id));
    },

    poll_oneoff(from: number, to: number, count: number, result: number): void {
      if (count === 0 || count > MAX_SUBSCRIPTIONS) fault(Errno.Invalid);
      meter.chargeItems(count);
      memory.slice(result, 4);
      memory.slice(to, count * EVENT_BYTES);
      const events = poll(context, from, count);
      events.forEach(({ userdata, errno, type }, i) => {
        new StructWriter(memory, to + i * EVENT_BYTES, EVENT_BYTES)
          .u64(0, userdata)
          .u16(8, errno)
          .u8(10, type);
      });
      memory.setU32(result, events.length);
    },

    proc_exit(code: number): void {
      if (code === 0) throw new GuestStop("ok");
      throw new GuestStop("exit-code", `exit code ${code}`);
    },

    random_get(address: number, length: number): void {
      meter.chargeBytes(length);
      context.fillRandom(memory.slice(address, length));
    },

    sched_yield(): void {
      // There is nobody to yield to.
    },
  };
}

function terminated(text: string): Uint8Array {
  return new TextEncoder().encode(`${text}\0`);
}

function total(list: readonly Uint8Array[]): number {
  return list.reduce((sum, text) => sum + text.length, 0);
}

/** Waits on the virtual clock for the earliest timer. Only clocks can be waited for. */
function poll(context: WasiContext, from: number, count: number): Event[] {
  const events: Event[] = [];
  const timers: Timer[] = [];
  for (let i = 0; i < count; i++) {
    const at = from + i * SUBSCRIPTION_BYTES;
    const userdata = context.memory.u64(at);
    const type = context.memory.u8(at + 8);
    context.memory.slice(at, SUBSCRIPTION_BYTES);
    const id = context.memory.u32(at + 16);
    if (type !== EventType.Clock) {
      if (type > EventType.FdWrite) fault(Errno.Invalid);
      events.push({ userdata, errno: Errno.NotSupported, type });
    } else if (id > ClockId.ThreadCpu) {
      events.push({ userdata, errno: Errno.Invalid, type });
    } else {
      timers.push({ userdata, wait: waitOf(context, at, id) });
    }
  }
  const [first, ...others] = timers;
  if (events.length > 0 || first === undefined) return events;
  const wait = others.reduce(
    (least, timer) => (timer.wait < least ? timer.wait : least),
    first.wait,
  );
  context.clock.sleep(wait);
  const due = timers.filter((timer) => timer.wait === wait);
  return due.map(({ userdata }) => ({ userdata, errno: Errno.Success, type: EventType.Clock }));
}

function waitOf(context: WasiContext, subscription: number, clockId: number): bigint {
  const timeout = context.memory.u64(subscription + 24);
  const isAbsolute = (context.memory.u16(subscription + 40) & FLAG_ABSOLUTE) !== 0;
  const wait = isAbsolute ? timeout - context.clock.now(clockId) : timeout;
  return wait > 0n ? wait : 0n;
}
