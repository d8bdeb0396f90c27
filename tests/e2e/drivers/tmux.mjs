// A terminal that a test can type into and read from.
import { execFileSync } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import { join } from "node:path";
import { until } from "./until.mjs";
import { atEnd } from "./endings.mjs";

/** One program in a terminal of its own, on a tmux server of its own. */
export class Terminal {
  #socket;

  constructor(t, { folder, cwd, env, command }) {
    this.#socket = join(folder, "tmux.sock");
    // -f /dev/null: whatever the user has configured must not change what is on the screen.
    execFileSync("tmux", ["-S", this.#socket, "-f", "/dev/null", "new-session", "-d", "-x", "160", "-y", "50", "-c", cwd, ...command], {
      env,
    });
    atEnd(t, () => this.close());
  }

  /** What is on the screen. */
  screen() {
    try {
      return this.#tmux("capture-pane", "-p");
    } catch {
      return "";
    }
  }

  /** Everything that has been on it. */
  history() {
    return this.#tmux("capture-pane", "-p", "-S", "-");
  }

  /** Waits for a text on the screen. */
  async shows(text, seconds = 60) {
    const fits = text instanceof RegExp ? (screen) => text.test(screen) : (screen) => screen.includes(text);
    await until(
      () => `${text} on the screen:\n${this.screen()}`,
      () => fits(this.screen()),
      { seconds, every: 200 },
    );
  }

  /** Types a line. Enter comes a moment later: text and Enter in one go are taken for a paste. */
  async type(line) {
    this.#tmux("send-keys", "-l", line);
    await this.shows(line.slice(-30));
    await delay(300);
    this.press("Enter");
  }

  /** Presses one key, by tmux's name for it. */
  press(key) {
    this.#tmux("send-keys", key);
  }

  /** Ends the program and the terminal. */
  close() {
    try {
      this.#tmux("kill-server");
    } catch {
      // It has ended by itself.
    }
  }

  #tmux(command, ...args) {
    return execFileSync("tmux", ["-S", this.#socket, command, ...args], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  }
}
