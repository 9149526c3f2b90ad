import { I32, uleb, type Code } from "../encoder";
import { memarg, STORES } from "../instructions";
import { instruction, type Instruction } from "../listing";
import { i32 } from "../program";
import { MAX_OFFSET } from "./scope";
import { TYPES, Values } from "./values";

/** Where the count of bare loops is, behind everything else. */
const MARK = 0xff00;

/** Code that leaves nothing on the stack. */
export abstract class Statements extends Values {
  protected statements(count: number, depth: number): Instruction[] {
    return Array.from({ length: count }, () => this.statement(depth)).flat();
  }

  protected statement(depth: number): Instruction[] {
    const { dice } = this;
    const simple = [
      () => this.assign(depth),
      () => this.store(depth),
      () => this.setGlobal(depth),
      () => this.discard(depth),
      () => this.bulk(),
      () => [instruction(0x01)],
    ] as const;
    if (depth === 0) return dice.pick(simple)();
    return dice.pick([
      ...simple,
      () => this.assign(depth),
      () => this.store(depth),
      () => this.block(depth),
      () => this.loop(depth),
      () => this.branch(depth),
      () => this.condition(depth),
      () => this.leave(depth),
    ])();
  }

  protected assign(depth: number): Instruction[] {
    if (this.own === 0) return [];
    const index = this.dice.below(this.own);
    return [...this.value(this.local(index), depth), instruction(0x21, uleb(index))];
  }

  protected setGlobal(depth: number): Instruction[] {
    const index = this.dice.below(this.globals.length);
    return [...this.value(this.globals[index] ?? I32, depth), instruction(0x24, uleb(index))];
  }

  protected store(depth: number): Instruction[] {
    const type = this.dice.pick(TYPES);
    const [value, isExact] = this.float(type, depth);
    return [
      ...this.address(depth),
      ...value,
      ...(isExact ? [] : this.guard(type)),
      instruction(memarg(this.dice.pick(STORES[type]), this.dice.below(MAX_OFFSET))),
    ];
  }

  protected discard(depth: number): Instruction[] {
    return [...this.value(this.dice.pick(TYPES), depth), instruction(0x1a)];
  }

  /** Fills or copies a known number of bytes, at the price of its bytes. */
  protected bulk(): Instruction[] {
    const size = this.dice.below(200);
    const fills = this.dice.oneIn(2);
    const code: Code = fills ? [0xfc, 11, 0] : [0xfc, 10, 0, 0];
    return [
      ...this.address(0),
      ...(fills ? this.value(I32, 0) : this.address(0)),
      instruction(i32(size)),
      { ...instruction(code), cost: 1 + Math.floor(size / 8) },
    ];
  }

  protected block(depth: number): Instruction[] {
    return this.within([], () => [
      instruction(0x02, 0x40),
      ...this.statements(1 + this.dice.below(3), depth - 1),
      instruction(0x0b),
    ]);
  }

  /** Goes round once to four times. */
  protected loop(depth: number): Instruction[] {
    if (this.loops === 4) return [];
    this.loops++;
    const counter = this.locals.push(I32) - 1;
    const times = 1 + this.dice.below(4);
    return this.within([], () => [
      instruction(i32(times)),
      instruction(0x21, uleb(counter)),
      instruction(0x03, 0x40),
      { ...instruction(0x01), isHead: true },
      ...this.outside(() => this.statements(1 + this.dice.below(3), depth - 1)),
      instruction(0x20, uleb(counter)),
      instruction(i32(1)),
      instruction(0x6b),
      instruction(0x22, uleb(counter)),
      instruction(0x0d, 0),
      instruction(0x0b),
    ]);
  }

  /** Goes round by a count in memory, which nothing else touches: four times at most, with nothing before it. */
  protected bareLoop(): Instruction[] {
    return [
      instruction(0x03, 0x40),
      { ...instruction(0x01), isHead: true },
      instruction(i32(MARK)),
      instruction(i32(MARK)),
      instruction(0x28, 2, 0),
      instruction(i32(1)),
      instruction(0x6a),
      instruction(0x36, 2, 0),
      ...this.outside(() => this.bulk()),
      instruction(i32(MARK)),
      instruction(0x28, 2, 0),
      instruction(i32(3)),
      instruction(0x71),
      instruction(0x0d, 0),
      instruction(0x0b),
    ];
  }

  protected condition(depth: number): Instruction[] {
    const arm = () => this.statements(1 + this.dice.below(2), depth - 1);
    return [
      ...this.value(I32, depth - 1),
      ...this.within([], () => [
        instruction(0x04, 0x40),
        ...arm(),
        ...(this.dice.oneIn(2) ? [instruction(0x05), ...arm()] : []),
        instruction(0x0b),
      ]),
    ];
  }

  /** Leaves a block, or the function, if a condition holds. */
  protected branch(depth: number): Instruction[] {
    const label = this.target();
    if (label === undefined) return [];
    const types = this.labels[this.labels.length - 1 - label] ?? [];
    return [
      ...this.values(types, depth - 1),
      ...this.value(I32, depth - 1),
      instruction(0x0d, uleb(label)),
      ...types.map(() => instruction(0x1a)),
    ];
  }

  /** Leaves for good, in an arm that may not be taken; what follows in it is dead. */
  protected leave(depth: number): Instruction[] {
    return [
      ...this.value(I32, depth - 1),
      ...this.within([], () => {
        const label = this.target() ?? 0;
        const results = this.labels[0] ?? [];
        const ways = [
          () => [...this.values(results, depth - 1), instruction(0x0f)],
          () => [
            ...this.values(this.labels[this.labels.length - 1 - label] ?? [], depth - 1),
            instruction(0x0c, uleb(label)),
          ],
          () => [...this.value(I32, 0), instruction(0x0e, 2, 0, 0, 0)],
        ] as const;
        const isTrap = this.dice.oneIn(40);
        return [
          instruction(0x04, 0x40),
          ...(isTrap ? [instruction(0x00)] : this.dice.pick(ways)()),
          ...(this.dice.oneIn(3) ? this.statement(0) : []),
          instruction(0x0b),
        ];
      }),
    ];
  }
}
