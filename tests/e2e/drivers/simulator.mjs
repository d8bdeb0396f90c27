// The stand-ins for the Anthropic API and for a local model server: `claude-sidecar simulate cloud|local`.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { startServer } from "./children.mjs";
import { temporaryFolder } from "./folders.mjs";
import { program } from "./sidecar.mjs";

/** A running stand-in. */
export class Simulator {
  constructor(url, child) {
    this.url = url;
    this.child = child;
  }

  /** Every request received, in order, with how it was answered. */
  async requests() {
    return (await fetch(`${this.url}/simulator/requests`)).json();
  }

  /** The messages asked for, without what goes beside them (connection checks, token counts) and without prompts that are only read ahead of time. */
  async messages() {
    const asked = (await this.requests()).filter(({ method, path }) => method === "POST" && /\/(messages|chat\/completions|api\/chat)(\?|$)/.test(path));
    // One that was given up while it was sent has no body: of these, too, only what is read ahead ends so.
    return asked.filter(({ path, body }) => /\/messages(\?|$)/.test(path) || (body && (body.max_tokens ?? body.max_completion_tokens ?? body.options?.num_predict) !== 1));
  }

  /** Sets quota windows of the cloud stand-in: `{"5h":{"used":0.5}}`. */
  async setQuota(windows) {
    await this.#post("quota", windows);
  }

  /** Replaces the script. */
  async load(script) {
    await this.#post("script", script);
  }

  async #post(what, body) {
    const answer = await fetch(`${this.url}/simulator/${what}`, { method: "POST", body: JSON.stringify(body) });
    if (answer.status !== 204) {
      throw new Error(`The simulator refused the ${what}: ${await answer.text()}`);
    }
  }
}

/** Starts a stand-in with a script (docs/simulate.md). */
export async function startSimulator(t, kind, script) {
  const file = join(temporaryFolder(t, `simulate-${kind}`), "script.json");
  writeFileSync(file, JSON.stringify(script));
  const { url, child } = await startServer(t, program, ["simulate", kind, "--port", "0", "--script", file]);
  return new Simulator(url, child);
}
