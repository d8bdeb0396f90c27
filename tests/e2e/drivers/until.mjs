// Waiting for what comes, not for time to pass.
import { setTimeout as delay } from "node:timers/promises";

/** Asks until the answer is truthy and gives it back. Fails with the last answer and what was waited for. */
export async function until(what, ask, { seconds = 60, every = 100 } = {}) {
  const deadline = performance.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer) {
      return answer;
    }

    if (performance.now() > deadline) {
      throw new Error(`Waited ${seconds} s in vain for ${typeof what === "function" ? what() : what}.`);
    }

    await delay(every);
  }
}
