// The whole story with the real Claude Code and the real sidecar; only the two that answer are stand-ins. No account, no model, no network.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { claudeBinary, startTask, toolCalls, versions } from "../tests/e2e/drivers/claude.mjs";
import { textOf } from "../tests/e2e/drivers/folders.mjs";
import { installPrograms } from "../tests/e2e/install.mjs";
import { setStage } from "../tests/e2e/stage.mjs";
import { Failure, heading, main, output, root } from "./steps.mjs";

const task = "Write a small calculator with a test.";
const question = "Who are you, and what did we do?";
const closing = "The calculator works and its test passes.";
const answer = "I am Claude again. We wrote a calculator; its test passes.";

/** Plays the story and tells it as it happens. Throws when it did not come out as it should. */
export async function demonstrate() {
  let end = () => {};
  try {
    await play({ after: (ending) => (end = ending) });
  } finally {
    await end();
  }
}

async function play(t) {
  const claude = findClaude();
  heading("demo");
  const tell = teller();
  const script = JSON.parse(readFileSync(join(root, "docs", "examples", "demo.json"), "utf8").replace(/^\s*\/\/.*$/gm, ""));
  // Left alone, the sidecar would leave Claude before the limit; here it is to be seen how the limit itself is met.
  const stage = await setStage(t, { ...script, configuration: { handover: { switchBelow: 0, forecast: false } } });
  await stage.sidecar.serve();
  await stage.cloud.load(script);
  tell("", `stand-in for the Anthropic API on ${stage.cloud.url}, for a local model server on ${stage.local.url}`);
  tell("", `claude-sidecar on ${stage.sidecar.url}, ${output(claude, ["--version"])} in ${stage.workspace}`);
  const story = new Story(stage, tell);

  const first = await story.turn(startTask(t, session(stage, claude, task)), task);
  const files = ["sum.mjs", "sum.test.mjs", "result.txt", "NOTES.md"].filter((file) => existsSync(join(stage.workspace, file)));
  tell("disk", `${files.join(", ")}; result.txt says: ${textOf(stage.workspace, "result.txt")?.trim()}`);

  const away = await stage.sidecar.status();
  tell("sidecar", away.route.text);
  await stage.sidecar.statusWhere("the window to reset", ({ route }) => route.provider === "claude");
  tell("sidecar", "the window has reset: the next turn goes back to Claude");

  const second = await story.turn(startTask(t, session(stage, claude, question, ["--resume", first.session_id])), question);
  const { switches } = await stage.sidecar.status();
  const refusals = (await stage.cloud.messages()).filter(({ status }) => status >= 400);
  summarise([
    [
      first.is_error === false && first.result === closing,
      `one session, ${toolCalls(story.messages).length} tool calls, finished although the limit came in its middle`,
    ],
    [files.length === 4 && textOf(stage.workspace, "result.txt") === "2 + 3 = 5\n", "the files on disk are right"],
    [
      story.answers.cloud > 0 && story.answers.local > 0,
      `${story.answers.cloud} answers by Claude's stand-in, ${story.answers.local} by the local one`,
    ],
    [refusals.length === 1 && refusals[0].status === 429, "the limit was met once, with a 429 that Claude Code never saw"],
    [second.result === answer && switches.length === 2, "after the reset the same session went on with Claude, which accepted its history"],
  ]);
}

function session(stage, binary, prompt, more = []) {
  return { launcher: [], binary, prompt, cwd: stage.workspace, env: stage.environment({ ANTHROPIC_BASE_URL: stage.sidecar.url }), more };
}

/** Claude Code as it is here already, else the version that the tests use. */
function findClaude() {
  const tested = claudeBinary(versions.at(-1));
  if (!existsSync(tested)) {
    if (output("claude", ["--version"]) !== null) {
      return "claude";
    }

    heading("install Claude Code for the demo");
    installPrograms();
  }

  return tested;
}

/** Prints one line of the story with the seconds since its beginning. */
function teller() {
  const start = performance.now();
  return (who, what) => console.log(`${((performance.now() - start) / 1000).toFixed(1).padStart(6)} s  ${who.padEnd(8)} ${what}`);
}

/** Tells what happens, as the two stand-ins and Claude Code see it. */
class Story {
  /** How many answers each has given. */
  answers = { cloud: 0, local: 0 };

  /** What Claude Code said of its sessions. */
  messages = [];

  #seen = { cloud: 0, local: 0 };

  constructor(stage, tell) {
    this.stage = stage;
    this.tell = tell;
  }

  /** Follows one run of Claude Code to its end; its closing message. */
  async turn(run, prompt) {
    this.tell("you", prompt);
    let over = false;
    const ended = run.end().finally(() => (over = true));
    while (!over) {
      await delay(100);
      await this.#look();
    }

    const { exitCode, result, messages, stderr } = await ended;
    if (result === undefined) {
      throw new Failure(`Claude Code ended without a result (exit ${exitCode}). ${stderr}`);
    }

    this.messages.push(...messages);
    this.tell("claude", `the turn is over: ${result.result}`);
    return result;
  }

  async #look() {
    const fresh = [];
    for (const side of ["cloud", "local"]) {
      const requests = (await this.stage[side].messages()).filter(({ status }) => status > 0);
      fresh.push(...requests.slice(this.#seen[side]).map((request) => ({ side, ...request })));
      this.#seen[side] = requests.length;
    }

    const { windows } = (await this.stage.sidecar.status()).quota;
    const left = windows.find(({ name }) => name === "5h")?.left;
    fresh
      .sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
      // The quota known by now is that after the last of these answers.
      .forEach((request, index) => this.#tellAnswer(request, index === fresh.length - 1 ? left : undefined));
  }

  #tellAnswer({ side, status, play, step }, left) {
    const who = side === "cloud" ? "Claude" : "local";
    if (status !== 200) {
      this.tell(who, `${status}: the 5-hour window is used up. The same request goes on to the local model`);
      return;
    }

    if (play === null) {
      return; // a title, a probe: nothing of the task
    }

    this.answers[side]++;
    const said = this.stage.plays[play].steps[step];
    const calls = (said.tools ?? []).map(({ name, input }) => `${name} ${(input.file_path ?? input.command).replace("${cwd}/", "")}`);
    const quota = side === "cloud" && left !== undefined ? `   (${Math.round(left * 100)} % of the 5-hour window left)` : "";
    this.tell(who, [said.text, ...calls].filter(Boolean).join(" · ") + quota);
  }
}

function summarise(facts) {
  heading("what happened");
  for (const [holds, fact] of facts) {
    console.log(`  ${holds ? "✔" : "✘"} ${fact}`);
  }

  if (facts.some(([holds]) => !holds)) {
    throw new Failure("The demo did not come out as it should.");
  }
}

if (process.argv[1] === import.meta.filename) {
  await main(demonstrate);
}
