// Plays scenes with the real Claude Code and keeps what it asked: `node tests/e2e/sessions/record.mjs FOLDER [SCENE…]`.
import { spawn } from "node:child_process";
import { mkdirSync, realpathSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { claudeBinary, claudeEnvironment, prepareHome } from "../drivers/claude.mjs";
import { atEnd } from "../drivers/endings.mjs";
import { temporaryFolder } from "../drivers/folders.mjs";
import { Recording } from "./recording.mjs";
import { startScriptedModel } from "./scriptedModel.mjs";
import { scenes } from "./scenes/all.mjs";

/**
 * Plays one scene; leaves `NAME.requests.gz` (see `Recording`) and `NAME.json` (facts by turn) in a folder.
 * Throws when Claude Code did not do what the scene says.
 */
export async function record(t, makeScene, folder) {
  const home = realpathSync(temporaryFolder(t, "home"));
  const workspace = realpathSync(temporaryFolder(t, "workspace"));
  prepareHome(home, workspace);
  const scene = makeScene(workspace);
  for (const [path, content] of Object.entries(scene.files)) {
    mkdirSync(dirname(join(workspace, path)), { recursive: true });
    writeFileSync(join(workspace, path), content);
  }

  const recording = new Recording(join(folder, `${scene.name}.requests.gz`));
  const model = await startScriptedModel(t, { steps: scene.steps, recording });
  const started = performance.now();
  const { code, last, stderr } = await talk(t, scene, { home, workspace, model });
  await recording.close();
  if (code !== 0 || model.problems.length > 0 || model.left > 0) {
    throw new Error(`${scene.name}: exit ${code}, ${model.left} answers left; ${last}; ${stderr}\n${model.problems.slice(0, 5).join("\n")}`);
  }

  const turnOf = (step) => (step < model.answered.length ? model.answered[step] : undefined);
  const facts = scene.allFacts().flatMap((fact) => {
    const from = turnOf(fact.from);
    return from === undefined ? [] : [{ ...fact, from, until: turnOf(fact.until) ?? null }];
  });
  const session = {
    name: scene.name,
    version: scene.version,
    turns: recording.turns,
    tokens: Math.round(model.largest),
    seconds: Math.round((performance.now() - started) / 100) / 10,
    facts,
  };
  writeFileSync(join(folder, `${scene.name}.json`), JSON.stringify(session, null, 1));
  return session;
}

/** The whole conversation in one process: the next prompt is given when the one before has its answer. */
function talk(t, scene, { home, workspace, model }) {
  const child = spawn(
    claudeBinary(scene.version),
    [
      ...["-p", "--input-format", "stream-json", "--output-format", "stream-json", "--verbose", "--model", scene.model],
      ...["--permission-mode", "acceptEdits", "--allowedTools", "Bash,Read,Write,Edit"],
    ],
    {
      cwd: workspace,
      env: claudeEnvironment(home, { ANTHROPIC_BASE_URL: model.url, DISABLE_AUTO_COMPACT: "1", ...scene.environment }),
      timeout: 300_000,
      killSignal: "SIGKILL",
      stdio: ["pipe", "pipe", "pipe"],
    },
  );
  atEnd(t, () => child.kill("SIGKILL"));
  const prompts = scene.prompts.map(({ text }) => text);
  const sayNext = () => {
    if (prompts.length === 0) {
      child.stdin.end();
    } else {
      child.stdin.write(`${JSON.stringify({ type: "user", message: { role: "user", content: prompts.shift() } })}\n`);
    }
  };
  model.onProblem = () => child.kill("SIGKILL");
  let last = "";
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text) => (stderr += text));
  child.stdin.on("error", () => {});
  createInterface({ input: child.stdout }).on("line", (line) => {
    const message = line.startsWith("{") ? JSON.parse(line) : {};
    if (message.type === "result") {
      last = message.result;
      sayNext();
    }
  });
  sayNext();
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, last, stderr }));
  });
}

if (process.argv[1] === import.meta.filename) {
  const [folder, ...names] = process.argv.slice(2);
  mkdirSync(folder, { recursive: true });
  for (const makeScene of scenes.filter((scene) => names.length === 0 || names.includes(scene.name))) {
    const endings = [];
    try {
      const { name, version, turns, tokens, seconds, facts } = await record({ after: (ending) => endings.push(ending) }, makeScene, folder);
      console.log(`${name} (${version}): ${turns} turns, ${Math.round(tokens / 1000)}k tokens, ${facts.length} facts, ${seconds} s`);
    } finally {
      for (const ending of endings) {
        await ending();
      }
    }
  }
}
