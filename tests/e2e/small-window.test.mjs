// The quota runs out in a session that is larger than the local model's window: the task is finished by what the model is given to read.
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { startTask, toolResults, versions } from "./drivers/claude.mjs";
import { textOf } from "./drivers/folders.mjs";
import { startReadingModel } from "./drivers/readingModel.mjs";
import { startRecorder } from "./drivers/recorder.mjs";
import { Chance, functionName, moduleText, proseText } from "./sessions/chance.mjs";
import { setStage } from "./stage.mjs";

const window = 16_384;
const limitAtRequest = 14;
const rates = { north: 100, south: 250, east: 399, west: 810 };
const raised = { north: 107, south: 268, east: 427, west: 867 };
const prompt = "Raise the rate in every file of src/rates by a surcharge of 7 percent, rounded to whole numbers; node test/rates.test.mjs finds the ones that are left. In the end write their sum to docs/total.txt and tell me 'surcharge finished'.";
const check = `import { readFileSync } from "node:fs";

let sum = 0;
for (const [name, old] of Object.entries(${JSON.stringify(rates)})) {
  const file = new URL("../src/rates/" + name + ".mjs", import.meta.url);
  const rate = Number(/rate = (\\d+)/.exec(readFileSync(file, "utf8"))[1]);
  if (rate === old) {
    console.error("FAILED: " + file.pathname + " still has the old rate " + old);
    process.exit(1);
  }

  sum += rate;
}

console.log("PASSED: all rates are raised, their sum is " + sum);
`;

for (const version of versions) {
  test(`Claude Code ${version} continues a task at a window of 16k tokens, after a session that was larger, and finishes it`, async (t) => {
    const reader = await startReadingModel(t, { window, answer: nextStep });
    const stage = await setStage(t, { plays: [cloudPlay()], cloud: { limitAtRequest } });
    stage.sidecar.configure({
      listen: { port: stage.sidecar.port },
      providers: [
        { name: "claude", dialect: "anthropic", baseUrl: stage.cloud.url, credentials: "client" },
        { name: "local", dialect: "openai", baseUrl: reader.url, model: "reader", contextWindow: window, local: true, priority: 100 },
      ],
    });
    await stage.sidecar.serve();
    prepareWorkspace(stage.workspace);
    const recorder = await startRecorder(t, await stage.sidecar.baseUrl(stage.workspace));

    const session = startTask(t, { version, prompt, cwd: stage.workspace, env: stage.environment({ ANTHROPIC_BASE_URL: recorder.url }) });
    const { exitCode, messages, result, stderr } = await session.end();

    assert.equal(exitCode, 0, stderr);
    assert.equal(result.result, "surcharge finished");
    for (const [name, rate] of Object.entries(raised)) {
      assert.match(textOf(stage.workspace, "src", "rates", `${name}.mjs`), new RegExp(`^export const rate = ${rate};$`, "m"));
    }

    assert.equal(textOf(stage.workspace, "docs", "total.txt"), "1669 EUR\n", "with the unit that was settled on before the switch");
    assert.equal(toolResults(messages).filter((block) => block.is_error).length, 3, "only the check that fails until it passes");

    const answers = recorder.messages();
    assert.deepEqual(answers.filter(({ status }) => status !== 200), [], "the client saw an error");
    assert.deepEqual(
      answers.map(({ provider }) => provider),
      answers.map((_, index) => (index < limitAtRequest - 1 ? "claude" : "local")),
    );
    const last = (await stage.cloud.messages()).at(-1);
    assert.equal(last.status, 429);
    assert.ok(JSON.stringify(last.body.messages).length > 4 * window, "the conversation alone is larger than the window");
    assert.deepEqual(reader.prompts.filter(({ refused }) => refused), [], "the window was kept at the first try");
    assert.ok(!reader.prompts.some(({ text }) => text.includes(functionName("book0", 0))), "the early readings had to go");
    t.diagnostic(`prompts of ${reader.prompts.map(({ tokens }) => tokens).join(", ")} tokens`);
  });
}

/** What Claude does until the limit: it settles on a unit, raises the first rate, reads a lot, and sees the check fail. */
function cloudPlay() {
  const read = (path) => ({ name: "Read", input: { file_path: `\${cwd}/${path}` } });
  const edit = { name: "Edit", input: { file_path: "${cwd}/src/rates/north.mjs", old_string: "rate = 100;", new_string: "rate = 107;" } };
  const run = { name: "Bash", input: { command: "node test/rates.test.mjs", description: "Checks the rates" } };
  const books = Array.from({ length: 9 }, (_, index) => ({ text: "", tools: [read(`src/books/book${index}.mjs`)] }));
  return {
    match: { lastUser: "surcharge of 7 percent" },
    steps: [
      { text: "I'll see who uses the rates.", tools: [read("docs/handbook.md"), read("src/rates/north.mjs")] },
      { text: "I decided to write the sum with the unit EUR behind it, and not in cents, because the handbook does so.", tools: [edit] },
      ...books,
      { text: "Nobody else holds a rate.", tools: [read("test/rates.test.mjs")] },
      { text: "What is left?", tools: [run] },
    ],
  };
}

function prepareWorkspace(folder) {
  const chance = new Chance(77);
  const files = { "test/rates.test.mjs": check, "docs/handbook.md": proseText(chance, 14) };
  Object.entries(rates).forEach(([name, rate]) => (files[`src/rates/${name}.mjs`] = `export const rate = ${rate};\n\n${moduleText(chance, name, 3)}`));
  for (let index = 0; index < 9; index++) {
    files[`src/books/book${index}.mjs`] = moduleText(chance, `book${index}`, 16);
  }

  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

/** The local model's next step: it acts only on what it has read, and says what it lacks. */
function nextStep({ text, result }) {
  const lacking = Object.entries({
    "the surcharge": /surcharge of 7 percent/,
    "the check": /node test\/rates\.test\.mjs/,
    "the file for the sum": /docs\/total\.txt/,
    "the closing words": /surcharge finished/,
    "the unit": /\bEUR\b/,
    "what has been edited": /north\.mjs/,
  }).filter(([, words]) => !words.test(text));
  if (lacking.length > 0) {
    return { text: `I was not told: ${lacking.map(([what]) => what).join(", ")}.` };
  }

  const sum = /PASSED: all rates are raised, their sum is (\d+)/.exec(result);
  const rate = /rate = (\d+);/.exec(result);
  const left = [...text.matchAll(/FAILED: (\S+) still has the old rate/g)].at(-1)?.[1];
  if (result.includes("FAILED")) {
    return { tool: "Read", input: { file_path: left, limit: 5 } };
  }

  if (rate !== null && !result.includes("updated")) {
    return { tool: "Edit", input: { file_path: left, old_string: rate[0], new_string: `rate = ${Math.round(rate[1] * 1.07)};` } };
  }

  if (sum !== null) {
    const folder = /(\/[^\s"\\]+?)\/src\/rates\//.exec(text)[1];
    return { tool: "Write", input: { file_path: `${folder}/docs/total.txt`, content: `${sum[1]} EUR\n` } };
  }

  return /total\.txt/.test(result)
    ? { text: "surcharge finished" }
    : { tool: "Bash", input: { command: "node test/rates.test.mjs", description: "Checks the rates" } };
}
