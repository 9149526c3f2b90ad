import type { EngineMemory } from "../wasm/engine";
import { Errno, fault } from "./abi";

/**
 * The program's memory as host functions see it. Every access is checked against the present size;
 * a bad pointer is an EFAULT for the program and never an exception for the host.
 */
export class GuestMemory {
  private bytes = new Uint8Array(0);
  private view = new DataView(this.bytes.buffer);

  constructor(private readonly memory: EngineMemory | undefined) {}

  /** Growing detaches the old buffer, so the views are made anew when it changes. */
  private refresh(address: number, length: number): void {
    const buffer = this.memory?.buffer;
    if (buffer !== undefined && this.view.buffer !== buffer) {
      this.bytes = new Uint8Array(buffer);
      this.view = new DataView(buffer);
    }
    if (address + length > this.bytes.length) fault(Errno.Fault);
  }

  /** The program's own bytes, not a copy: to be used before control returns to it. */
  slice(address: number, length: number): Uint8Array {
    this.refresh(address, length);
    return this.bytes.subarray(address, address + length);
  }

  u8(address: number): number {
    this.refresh(address, 1);
    return this.view.getUint8(address);
  }

  u16(address: number): number {
    this.refresh(address, 2);
    return this.view.getUint16(address, true);
  }

  u32(address: number): number {
    this.refresh(address, 4);
    return this.view.getUint32(address, true);
  }

  u64(address: number): bigint {
    this.refresh(address, 8);
    return this.view.getBigUint64(address, true);
  }

  setU32(address: number, value: number): void {
    this.refresh(address, 4);
    this.view.setUint32(address, value, true);
  }

  setU64(address: number, value: bigint): void {
    this.refresh(address, 8);
    this.view.setBigUint64(address, value, true);
  }
}

/** Fills a structure of fixed size field by field; unnamed bytes are zero. */
export class StructWriter {
  private readonly view: DataView;

  constructor(memory: GuestMemory, address: number, size: number) {
    const bytes = memory.slice(address, size);
    bytes.fill(0);
    this.view = new DataView(bytes.buffer, bytes.byteOffset, size);
  }

  u8(offset: number, value: number): this {
    this.view.setUint8(offset, value);
    return this;
  }

  u16(offset: number, value: number): this {
    this.view.setUint16(offset, value, true);
    return this;
  }

  u32(offset: number, value: number): this {
    this.view.setUint32(offset, value, true);
    return this;
  }

  u64(offset: number, value: bigint): this {
    this.view.setBigUint64(offset, value, true);
    return this;
  }
}
