// The real Claude Code, in a home of its own and with a made-up subscription login: it behaves as it does for a subscriber.
import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { atEnd } from "./endings.mjs";

/** The versions that every test runs with: their behaviour at a limit differs. */
export const versions = ["2.1.197", "2.1.329"];

/** The program of one version. */
export function claudeBinary(version) {
  return join(import.meta.dirname, "..", "node_modules", `claude-code-${version.split(".")[2]}`, "bin", "claude.exe");
}

/** Makes a home in which Claude Code asks nothing: introduction done, folder trusted. */
export function prepareHome(home, workspace) {
  mkdirSync(join(home, ".claude"), { recursive: true });
  writeFileSync(
    join(home, ".claude.json"),
    JSON.stringify({
      hasCompletedOnboarding: true,
      theme: "dark",
      autoUpdates: false,
      projects: { [workspace]: { hasTrustDialogAccepted: true, hasCompletedProjectOnboarding: true } },
    }),
  );
}

/** The environment of a subscriber who has nothing set for Anthropic but the login. */
export function claudeEnvironment(home, more = {}) {
  const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(ANTHROPIC|CLAUDE)/.test(name)));
  return {
    ...clean,
    HOME: home,
    CLAUDE_CODE_OAUTH_TOKEN: "sk-ant-oat01-end-to-end",
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
    DISABLE_AUTOUPDATER: "1",
    ...more,
  };
}

/** What a task may do without being asked. */
const allowed = ["--permission-mode", "acceptEdits", "--allowedTools", "Bash,Read,Write,Edit"];

/** A session in print mode that is under way. */
export class PrintSession {
  /** Every message of the session, as parsed JSON. */
  messages = [];

  #stderr = "";
  #child;
  #ended;

  constructor(command, args, { cwd, env }) {
    this.#child = spawn(command, args, { cwd, env, timeout: 180_000, killSignal: "SIGKILL", stdio: ["ignore", "pipe", "pipe"] });
    this.#child.stderr.setEncoding("utf8").on("data", (text) => (this.#stderr += text));
    createInterface({ input: this.#child.stdout }).on("line", (line) => this.#receive(line));
    this.#ended = new Promise((resolve, reject) => {
      this.#child.once("error", reject);
      this.#child.once("close", (code) => resolve(code));
    });
  }

  /** Waits for the end: exit code, all messages, the closing `result` message, and what was said on stderr. */
  async end() {
    const exitCode = await this.#ended;
    return {
      exitCode,
      messages: this.messages,
      result: this.messages.findLast((message) => message.type === "result"),
      stderr: this.#stderr,
    };
  }

  /** Ends the session at once. */
  kill() {
    this.#child.kill("SIGKILL");
  }

  #receive(line) {
    if (line.startsWith("{")) {
      this.messages.push(JSON.parse(line));
    }
  }
}

/** Starts a task in print mode. `launcher` may put another program before it, as `claude-sidecar run --` does. */
export function startTask(t, { version, binary = claudeBinary(version), prompt, cwd, env, launcher = [], more = [] }) {
  const [command, ...args] = [...launcher, binary, "-p", prompt, "--output-format", "stream-json", "--verbose", ...allowed, ...more];
  const session = new PrintSession(command, args, { cwd, env });
  atEnd(t, () => session.kill());
  return session;
}

/** The calls of tools that a session made, in order. */
export function toolCalls(messages) {
  return contentOf(messages, "assistant").filter((block) => block.type === "tool_use");
}

/** The results that its tools gave. */
export function toolResults(messages) {
  return contentOf(messages, "user").filter((block) => block.type === "tool_result");
}

function contentOf(messages, type) {
  return messages
    .filter((message) => message.type === type && Array.isArray(message.message?.content))
    .flatMap((message) => message.message.content);
}
