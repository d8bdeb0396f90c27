// The sidecar as it is shipped, in a state folder of its own.
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { finish, startServer } from "./children.mjs";
import { root, textOf } from "./folders.mjs";
import { until } from "./until.mjs";
import { atEnd } from "./endings.mjs";

/** The program that `npm run build` leaves. */
export const program = join(root, "dist", "server", "claude-sidecar");

/** A port that nobody uses at this moment. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** One user's sidecar: configuration, state folder, and the process where one runs. */
export class Sidecar {
  #t;

  constructor(t, { home, port }) {
    this.#t = t;
    this.home = home;
    this.port = port;
    this.url = `http://127.0.0.1:${port}`;
    this.state = join(home, "state");
    // Whatever has been started in the background ends with the test.
    atEnd(t, () => this.command(["stop"]));
  }

  /** Prepares a configuration with the two stand-ins as its only providers. */
  static async prepare(t, { home, cloud, local, configuration = {} }) {
    const sidecar = new Sidecar(t, { home, port: await freePort() });
    sidecar.configure({
      listen: { port: sidecar.port },
      providers: [
        { name: "claude", dialect: "anthropic", baseUrl: cloud.url, credentials: "client" },
        {
          name: "local",
          dialect: "openai",
          baseUrl: local.url,
          model: "qwen3-coder:30b",
          contextWindow: 131072,
          local: true,
          priority: 100,
        },
      ],
      ...configuration,
    });
    return sidecar;
  }

  /** Writes sidecar.json. */
  configure(configuration) {
    mkdirSync(this.state, { recursive: true, mode: 0o700 });
    writeFileSync(
      join(this.state, "sidecar.json"),
      typeof configuration === "string" ? configuration : JSON.stringify(configuration, null, 2),
    );
  }

  /** The environment in which every command means this sidecar. */
  get environment() {
    return { ...process.env, HOME: this.home, CLAUDE_SIDECAR_STATE_DIR: this.state };
  }

  /** Runs one command to its end: exit code, stdout, stderr. */
  command(args, options = {}) {
    return finish(program, args, { env: this.environment, ...options });
  }

  /** Runs one command that must succeed; what it printed. */
  async print(args, options) {
    const { code, stdout, stderr } = await this.command(args, options);
    if (code !== 0) {
      throw new Error(`claude-sidecar ${args.join(" ")} failed (exit ${code}): ${stderr}`);
    }

    return stdout;
  }

  /** Runs it in the foreground; the child process, whose `said()` is what it has written to stderr. */
  async serve(args = []) {
    const { child } = await startServer(this.#t, program, ["serve", ...args], { env: this.environment });
    return child;
  }

  /** Who runs, as the state folder says; null when nobody does. */
  instance() {
    const text = textOf(this.state, "instance.json");
    return text === null ? null : JSON.parse(text);
  }

  /** The base URL of a folder's sessions, as `run` gives it to Claude Code. */
  baseUrl(cwd) {
    return this.print(["run", "--", "printenv", "ANTHROPIC_BASE_URL"], { cwd });
  }

  /** GET /v1/status. */
  status() {
    return this.#get("/v1/status");
  }

  /** GET /v1/handoff: what another model would get of the session that was seen last. */
  handoff() {
    return this.#get("/v1/handoff");
  }

  /** GET /metrics. */
  async metrics() {
    const answer = await fetch(`${this.url}/metrics`);
    return answer.text();
  }

  /** Waits until the status is as wanted. */
  statusWhere(what, fits, options) {
    let last;
    return until(
      () => `${what}; the status is ${JSON.stringify(last, null, 2)}`,
      async () => {
        last = await this.status();
        return fits(last) ? last : null;
      },
      options,
    );
  }

  async #get(path) {
    const answer = await fetch(this.url + path, { headers: { authorization: `Bearer ${textOf(this.state, "token").trim()}` } });
    if (answer.status !== 200) {
      throw new Error(`GET ${path}: ${answer.status} ${await answer.text()}`);
    }

    return answer.json();
  }
}
