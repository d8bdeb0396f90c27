import type { Clock } from "../../../extension/sidecar/supervisor";

/** Time that moves only when told. */
export class ManualClock implements Clock {
  #now = 0;
  readonly #pauses: { readonly at: number; readonly wake: () => void }[] = [];

  #paused: (() => void) | undefined;

  now(): number {
    return this.#now;
  }

  async pause(ms: number, signal: AbortSignal): Promise<void> {
    await new Promise<void>((wake) => {
      this.#pauses.push({ at: this.#now + ms, wake });
      signal.addEventListener("abort", () => wake(), { once: true });
      this.#paused?.();
    });
  }

  /** How long each pause that is under way still lasts. */
  get pauses(): readonly number[] {
    return this.#pauses.map(({ at }) => at - this.#now);
  }

  /** Waits until a pause is under way, and answers how long it lasts. */
  async nextPause(): Promise<number> {
    if (this.pauses.length === 0) {
      await new Promise<void>((resolve) => (this.#paused = resolve));
    }

    return Math.min(...this.pauses);
  }

  /** Moves on, and lets everything happen that was due. */
  async advance(ms: number): Promise<void> {
    this.#now += ms;
    for (const pause of this.#pauses.splice(0)) {
      if (pause.at <= this.#now) {
        pause.wake();
      } else {
        this.#pauses.push(pause);
      }
    }
    await settle();
  }
}

/** Lets every promise that can go on do so. */
export async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}
