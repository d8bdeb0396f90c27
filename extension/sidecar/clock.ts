import { setTimeout as delay } from "node:timers/promises";
import type { Clock } from "./supervisor";

/** The machine's own time; not the wall clock, which the user may set. */
export const systemClock: Clock = {
  now: () => performance.now(),
  async pause(ms, signal) {
    try {
      await delay(ms, undefined, { signal });
    } catch {
      // given up: the pause is over, which is what the caller waits for
    }
  },
};
