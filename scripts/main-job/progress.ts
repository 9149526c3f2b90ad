import { MultiBar, type SingleBar } from "cli-progress";

/** Says on stderr what is going on. Silent steps cost nothing; bars need a terminal to move. */
export class Progress {
  #bars: MultiBar | undefined;

  say(text: string): void {
    process.stderr.write(`${text}\n`);
  }

  /** A bar for one worker. Without a terminal it prints one line when the work is done. */
  bar(label: string, total: number): { tick: () => void } {
    if (!process.stderr.isTTY) {
      let done = 0;
      return {
        tick: () => {
          done += 1;
          if (done === total) this.say(`  ${label} ${total}/${total}`);
        },
      };
    }
    this.#bars ??= new MultiBar({
      stream: process.stderr,
      format: "  {label} [{bar}] {value}/{total}",
      hideCursor: true,
      clearOnComplete: false,
    });
    const bar: SingleBar = this.#bars.create(total, 0, { label });
    return { tick: () => bar.increment() };
  }

  /** Ends the bars that are on screen; later ones start below. */
  endBars(): void {
    this.#bars?.stop();
    this.#bars = undefined;
  }
}
