import { GrowingBytes } from "./buffer";
import { GuestStop } from "./stop";

/** What the program writes to stdout and stderr, together bounded. */
export class OutputSink {
  readonly stdout = new GrowingBytes();
  readonly stderr = new GrowingBytes();

  constructor(private readonly maxBytes: number) {}

  /** Ends the program at the first write that does not fit; nothing of that write is kept. */
  write(name: "stdout" | "stderr", bytes: Uint8Array): void {
    if (this.stdout.size + this.stderr.size + bytes.length > this.maxBytes) {
      throw new GuestStop("output-limit", `more than ${this.maxBytes} bytes of output`);
    }
    this[name].append(bytes);
  }
}
