// Claude Code finishes its tasks whatever the server, its dialect, the model's way of writing calls and the irregularities of both:
// one row of the table is one combination. Nothing but the row's stand-in answers, unless the row says that the limit comes first.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { startTask, toolCalls, toolResults } from "./drivers/claude.mjs";
import { textOf } from "./drivers/folders.mjs";
import { startRecorder } from "./drivers/recorder.mjs";
import { checkedList, helpersList, mendedList, quietList, shoppingList, taggedPage, typedList } from "./plays.mjs";
import { setStage } from "./stage.mjs";

const list = { ...shoppingList, plays: [shoppingList.play] };
const older = "2.1.197";
const newer = "2.1.329";

/**
 * version   of Claude Code
 * kind      the make that the stand-in passes itself off as
 * dialect   as sidecar.json names it
 * model     decides which family's rules apply
 * calls     how the model writes its tool calls (docs/simulate.md)
 * has       irregularities
 * strict    what the stand-in insists on
 * local     more of the stand-in's script
 * task      what is to be done; the list where nothing is said
 * answers   how many it takes, where the model's mistakes make them more
 * path      under which a cloud has its endpoints
 * limit     the number of the request at which Claude's quota is used up; without it Claude is not asked at all
 * finds     the model that is to be found where none is named
 * title     lets the client ask for a title, too
 * shows     sends the model's thinking to the client
 * refused   how many of its calls the client refuses, telling the model why
 * closing   the last answer, where it is not the play's own
 */
const rows = [
  // llama-server, OpenAI's dialect
  { version: older, kind: "llama-server", dialect: "openai", model: "qwen3-coder:30b", calls: "qwen-xml", local: { chunkSize: 1 } },
  { version: newer, kind: "llama-server", dialect: "openai", model: "qwen3-coder:30b", calls: "qwen-xml-bare", local: { chunkSize: 7 } },
  { version: older, kind: "llama-server", dialect: "openai", model: "qwen3-coder:30b", calls: "qwen-xml", task: taggedPage, local: { chunkSize: 3 } },
  { version: newer, kind: "llama-server", dialect: "openai", model: "qwen3:32b", calls: "hermes", task: taggedPage, has: ["think-inline"] },
  { version: newer, kind: "llama-server", dialect: "openai", model: "qwen3.5:35b", calls: "qwen-xml", has: ["think-inline"], strict: ["template-qwen3.5"] },
  { version: older, kind: "llama-server", dialect: "openai", model: "gpt-oss:20b", calls: "harmony", strict: ["template-gpt-oss"] },
  { version: newer, kind: "llama-server", dialect: "openai", model: "gpt-oss:20b", calls: "harmony-constrain", local: { chunkSize: 5 } },
  { version: older, kind: "llama-server", dialect: "openai", model: "minimax-m2", calls: "minimax", has: ["think-inline"], strict: ["template-minimax"] },
  {
    version: newer,
    kind: "llama-server",
    dialect: "openai",
    model: "qwen3-coder:30b",
    has: ["args-per-byte", "comments", "crlf", "text-after-tools", "finish-stop-with-tools"],
    strict: ["unknown-fields", "system-first", "tool-pairs", "grammar-old"],
    local: { prefillMsPer1k: 10 },
  },
  // LM Studio
  { version: older, kind: "lm-studio", dialect: "openai", model: "qwen2.5-coder-32b", calls: "lm-studio", has: ["text-after-tools"] },
  { version: newer, kind: "lm-studio", dialect: "anthropic", model: "qwen3-coder-30b", calls: "hermes" },
  { version: newer, kind: "lm-studio", dialect: "auto", model: "qwen3-coder-30b", calls: "fenced-json", task: quietList, local: { chunkSize: 2 } },
  // vLLM
  { version: older, kind: "vllm", dialect: "openai", model: "Qwen/Qwen3-32B", calls: "hermes", has: ["usage-every-chunk", "two-finish"], task: typedList },
  { version: newer, kind: "vllm", dialect: "openai", model: "mistralai/Devstral-Small-2", calls: "mistral", strict: ["template-mistral"] },
  {
    version: older,
    kind: "vllm",
    dialect: "openai",
    model: "Qwen/Qwen3-32B",
    has: ["name-resent", "id-repeated", "finish-then-stop", "split-bytes:7", "huge-lines"],
    task: typedList,
  },
  { version: newer, kind: "vllm", dialect: "anthropic", model: "zai-org/GLM-4.6", calls: "glm", has: ["no-message-stop"] },
  // Ollama
  { version: older, kind: "ollama", dialect: "ollama", model: "qwen3-coder:30b", task: typedList },
  { version: newer, kind: "ollama", dialect: "ollama", model: "qwen3-coder:30b", calls: "qwen-xml-bare", task: typedList },
  { version: older, kind: "ollama", dialect: "ollama", model: "glm-4.6", calls: "glm", has: ["think-inline"] },
  { version: newer, kind: "ollama", dialect: "auto", model: "devstral:24b", calls: "mistral-list", has: ["split-bytes:5"] },
  {
    version: newer,
    kind: "ollama",
    dialect: "ollama",
    model: "qwen3-coder:30b",
    local: { loadMs: 1500, models: [{ name: "qwen3-coder:30b", loaded: false, contextWindow: 131072 }] },
  },
  { version: older, kind: "ollama", dialect: "anthropic", model: "qwen3-coder:30b" },
  // Nothing is said of the model: it is found among those that are there
  {
    version: newer,
    kind: "ollama",
    dialect: "auto",
    finds: "qwen3-coder:30b",
    calls: "qwen-xml",
    local: {
      models: [
        { name: "nomic-embed-text:latest", contextWindow: 8192, capabilities: ["embedding"], family: "nomic-bert" },
        { name: "gpt-oss:120b-cloud", remoteHost: "https://ollama.com:443" },
        { name: "qwen3-coder:30b", contextWindow: 131072 },
      ],
    },
  },
  {
    version: older,
    kind: "lm-studio",
    dialect: "auto",
    finds: "qwen3-coder-30b",
    local: {
      models: [
        { name: "text-embedding-nomic", capabilities: ["embedding"] },
        { name: "qwen3-coder-30b", contextWindow: 131072 },
      ],
    },
  },
  // The others
  { version: newer, kind: "sglang", dialect: "openai", model: "deepseek-ai/DeepSeek-V3.1", calls: "deepseek", has: ["finish-empty"] },
  { version: older, kind: "sglang", dialect: "anthropic", model: "deepseek-ai/DeepSeek-V3.1", calls: "deepseek", task: typedList },
  { version: newer, kind: "localai", dialect: "openai", model: "hermes-3", calls: "hermes", has: ["index-all-zero", "no-done"] },
  { version: older, kind: "mlx-lm", dialect: "openai", model: "mlx-community/MiniMax-M2", calls: "minimax", task: typedList },
  { version: newer, kind: "jan", dialect: "openai", model: "qwen3-coder", has: ["missing-index", "finish-missing"] },
  { version: older, kind: "jan", dialect: "openai", model: "qwen3-coder", has: ["id-absent", "name-split"] },
  // llama-server, Anthropic's dialect
  { version: older, kind: "llama-server", dialect: "anthropic", model: "qwen3-coder:30b", strict: ["template-qwen3.5"] },
  { version: newer, kind: "llama-server", dialect: "anthropic", model: "kimi-k2", calls: "kimi", has: ["no-event-names"], local: { chunkSize: 4 } },
  // Other clouds
  { version: older, kind: "deepseek", dialect: "anthropic", path: "/anthropic", model: "deepseek-chat", calls: "deepseek-dsml", local: { chunkSize: 9 } },
  { version: newer, kind: "deepseek", dialect: "openai", model: "deepseek-chat", calls: "deepseek-dsml", task: typedList },
  { version: newer, kind: "kimi", dialect: "anthropic", path: "/anthropic", model: "kimi-k2-0905", has: ["string-typed-args"], task: typedList },
  { version: older, kind: "kimi", dialect: "openai", model: "kimi-k2-0905", calls: "kimi", strict: ["template-kimi"] },
  { version: older, kind: "glm", dialect: "anthropic", path: "/api/anthropic", model: "glm-4.6", has: ["late-signature", "stops-at-end"] },
  // What models get wrong
  { version: newer, kind: "llama-server", dialect: "openai", model: "qwen3-coder:30b", has: ["wrong-case-name", "string-typed-args"], task: typedList },
  { version: older, kind: "llama-server", dialect: "openai", model: "qwen3-coder:30b", has: ["args-trailing-comma", "control-tokens"], task: typedList },
  { version: newer, kind: "llama-server", dialect: "openai", model: "qwen3-coder:30b", has: ["args-double-encoded"], task: typedList },
  { version: older, kind: "llama-server", dialect: "openai", model: "qwen3-coder:30b", has: ["runaway-whitespace:3000"], closing: /^[^\n]+\n+\(The local model repeated itself without end and was stopped\.\)$/ },
  { version: older, kind: "vllm", dialect: "openai", model: "Qwen/Qwen3-32B", has: ["cumulative", "args-object"], task: typedList },
  { version: newer, kind: "llama-server", dialect: "openai", model: "qwen3:32b", calls: "hermes", has: ["call-in-thinking"], task: typedList },
  { version: newer, kind: "llama-server", dialect: "openai", model: "qwen3-coder:30b", has: [{ name: "truncated-call", at: [2] }], answers: 8 },
  { version: older, kind: "llama-server", dialect: "openai", model: "qwen3-coder:30b", has: [{ name: "args-prose", at: [1] }], task: mendedList, refused: 1 },
  { version: newer, kind: "vllm", dialect: "openai", model: "Qwen/Qwen3-32B", has: [{ name: "args-prose", at: [1] }], task: mendedList, refused: 1 },
  { version: older, kind: "jan", dialect: "openai", model: "qwen3-coder", has: ["missing-index", "id-absent"] },
  { version: newer, kind: "lm-studio", dialect: "openai", model: "qwen3.5-35b", has: ["think-close-only"], local: { chunkSize: 4 } },
  // A server that is not ready
  { version: older, kind: "llama-server", dialect: "openai", model: "qwen3-coder:30b", local: { loadMs: 4000, models: [{ name: "qwen3-coder:30b", loaded: false }] } },
  // Sub-agents and titles
  { version: older, kind: "vllm", dialect: "openai", model: "Qwen/Qwen3-32B", calls: "hermes", task: helpersList, title: true },
  { version: newer, kind: "ollama", dialect: "ollama", model: "qwen3-coder:30b", calls: "qwen-xml", task: helpersList },
  { version: older, kind: "ollama", dialect: "ollama", model: "glm-4.6", calls: "glm", task: helpersList, title: true },
  { version: newer, kind: "llama-server", dialect: "anthropic", model: "qwen3-coder:30b", task: helpersList },
  // Thinking that is shown comes back in the history, and goes no further (edge case 92)
  { version: older, kind: "llama-server", dialect: "openai", model: "qwen3:32b", has: ["reasoning-content-field"], shows: true },
  { version: newer, kind: "vllm", dialect: "openai", model: "Qwen/Qwen3-32B", has: ["reasoning-field"], shows: true },
  // After the limit
  { version: older, kind: "ollama", dialect: "ollama", model: "qwen3-coder:30b", calls: "qwen-xml", limit: 3 },
  { version: newer, kind: "glm", dialect: "anthropic", path: "/api/anthropic", model: "glm-4.6", calls: "glm", limit: 3 },
];

const auto = ["--permission-mode", "auto"];

/** The variable that the key of the clouds is taken from. */
const keyName = "CLAUDE_SIDECAR_E2E_KEY";
const key = "end-to-end";
process.env[keyName] = key;

const clouds = ["deepseek", "kimi", "glm"];
const paths = { openai: /\/chat\/completions$/, anthropic: /\/v1\/messages/, ollama: /^\/api\/chat$/ };

/** The script of the stand-in that a row describes. */
function scriptOf({ kind, model, calls, has = [], strict = [], local = {} }) {
  return {
    kind,
    ...(local.models === undefined ? { model, contextWindow: 131072 } : {}),
    ...(calls === undefined ? {} : { calls }),
    ...(clouds.includes(kind) ? { apiKey: key } : {}),
    irregularities: has,
    strict,
    ...local,
  };
}

/** The provider that a row describes. */
function providerOf({ kind, dialect, path = "", model, finds }, { local }) {
  const credential = clouds.includes(kind) ? { apiKeyEnv: keyName } : { local: true };
  const chosen = finds === undefined ? { model, contextWindow: 131072 } : {};
  return { name: "other", dialect, baseUrl: local.url + path, priority: 100, ...chosen, ...credential };
}

/** What a row is called in reports. */
function nameOf({ version, kind, dialect, model = "whichever is there", calls = "structured", has = [], strict = [], local = {}, task = list, limit, title, shows }) {
  const parts = [
    `${kind} (${dialect})`,
    `${model}: ${calls}`,
    ...has.map((what) => what.name ?? what),
    ...strict,
    ...(local.loadMs === undefined ? [] : ["not loaded"]),
    ...(limit === undefined ? [] : ["after the limit"]),
    ...(title ? ["with a title"] : []),
    ...(shows ? ["thinking shown"] : []),
  ];
  return `${version}, ${parts.join(", ")}: ${task.prompt}`;
}

/** Sets the stage for a row and runs its task to the end. */
async function play(t, row, more = []) {
  const { task = list, limit, title, version } = row;
  const stage = await setStage(t, {
    plays: task.plays,
    cloud: limit === undefined ? {} : { limitAtRequest: limit },
    local: scriptOf(row),
  });
  const claude = { name: "claude", dialect: "anthropic", baseUrl: stage.cloud.url, credentials: "client" };
  stage.sidecar.configure({
    listen: { port: stage.sidecar.port },
    providers: [...(limit === undefined ? [] : [claude]), providerOf(row, stage)],
    ...(row.shows ? { local: { showThinking: true } } : {}),
  });
  await stage.sidecar.serve();
  const recorder = await startRecorder(t, await stage.sidecar.baseUrl(stage.workspace));
  const session = startTask(t, {
    version,
    prompt: task.prompt,
    cwd: stage.workspace,
    env: stage.environment({
      ANTHROPIC_BASE_URL: recorder.url,
      // An error is a failure of the test: it need not be waited for ten times.
      CLAUDE_CODE_MAX_RETRIES: "1",
      // Titles are among what Claude Code calls nonessential.
      ...(title ? { CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "", DISABLE_TELEMETRY: "1", DISABLE_ERROR_REPORTING: "1" } : {}),
    }),
    more,
  });
  return { ...(await session.end()), stage, recorder };
}

/** What holds of every finished task; `denied` calls are those that the client itself would not make. */
function assertFinished({ exitCode, messages, result, stderr, stage }, task, denied = 0, closing = null) {
  assert.equal(exitCode, 0, `${result?.result} ${stderr}`);
  assert.equal(result.subtype, "success");
  assert.equal(result.is_error, false, result.result);
  if (closing === null) {
    assert.equal(result.result.trim(), task.closing);
  } else {
    assert.match(result.result, closing);
  }

  assert.deepEqual(
    toolCalls(messages).map(({ name }) => name),
    task.tools,
  );
  const failed = toolResults(messages).filter((block) => block.is_error);
  assert.equal(failed.length, denied, JSON.stringify(failed));
  for (const [file, content] of Object.entries(task.files)) {
    assert.equal(textOf(stage.workspace, file), content, file);
  }
}

/** How many answers the plays of a task have. */
function stepsOf({ plays }) {
  return plays.reduce((sum, { steps }) => sum + steps.length, 0);
}

describe("a task is finished by", { concurrency: 2 }, () => {
  for (const row of rows) {
    test(nameOf(row), async (t) => {
      const { task = list, dialect, kind, limit, has = [], answers = stepsOf(task), local = {} } = row;
      const run = await play(t, row);
      assertFinished(run, task, row.refused, row.closing);
      for (const { content } of toolResults(run.messages).filter((block) => block.is_error)) {
        assert.match(JSON.stringify(content), /InputValidationError.*_error/, "the model reads why its call was refused");
      }

      const given = run.recorder.messages();
      assert.deepEqual(
        given.filter(({ status }) => status !== 200),
        [],
        "the client saw an error",
      );
      assert.deepEqual([...new Set(given.map(({ provider }) => provider))], limit === undefined ? ["other"] : ["claude", "other"]);

      const asked = (await run.stage.local.requests()).filter(({ method, body }) => method === "POST" && Array.isArray(body?.messages));
      const refused = asked.filter(({ status }) => status !== 200);
      assert.deepEqual(local.loadMs !== undefined && kind === "llama-server" ? refused.filter(({ status }) => status !== 503) : refused, []);
      const main = asked.filter(({ status, mainNumber }) => status === 200 && mainNumber !== null);
      assert.equal(main.length, limit === undefined ? answers : answers - limit + 1, "no answer was asked for twice");
      const path = dialect === "auto" ? /./ : paths[dialect];
      assert.ok(
        main.every((request) => path.test(request.path)),
        `asked at ${main[0].path}`,
      );
      assert.ok(
        main.every(({ body }) => body.model === (row.finds ?? row.model)),
        `asked for ${main[0].body.model}`,
      );
      for (const what of has) {
        const name = (what.name ?? what).split(":")[0];
        assert.ok(
          main.some(({ incident }) => incident?.split(" ").includes(name)),
          `${name} was played`,
        );
      }

      const seen = run.messages.filter(({ type }) => type === "assistant").flatMap(({ message }) => message.content);
      assert.equal(
        seen.some(({ type }) => type === "thinking"),
        // Claude's own is always shown.
        row.shows === true || limit !== undefined,
        "thinking is shown where it is asked for, and nowhere else",
      );

      if (row.title) {
        assert.ok(
          asked.some(({ status, mainNumber }) => status === 200 && mainNumber === null),
          "a title was asked for and given",
        );
      }
    });
  }
});

// Auto mode asks the API to check calls. 2.1.329 wants the answer to carry the result (`safeguards`), which no one but Anthropic can give:
// what needs the check is denied by the client, everything else goes on. 2.1.197 asks the model itself.
test("auto mode of 2.1.329 goes on with a local model, but for calls that only Anthropic's check could allow", async (t) => {
  const run = await play(t, { version: newer, kind: "llama-server", dialect: "openai", model: "qwen3-coder:30b", task: checkedList }, auto);
  assertFinished(run, checkedList, 1);
  assert.deepEqual(
    run.messages.filter(({ subtype }) => subtype === "permission_denied").map((message) => message.decision_reason_code),
    ["auto_mode_no_check_in_session"],
  );
  assert.equal(textOf(run.stage.workspace, "checked.txt"), null);
  const asked = await run.stage.local.messages();
  assert.equal(asked.length, 4, "nothing is asked twice, and no check is asked of the local model");
  assert.ok(
    asked.every(({ body }) => !("safeguards" in body)),
    "the paths and rules that a check is given stay here",
  );
});

test("auto mode of 2.1.197 has its calls checked by the local model", async (t) => {
  const run = await play(t, { version: older, kind: "ollama", dialect: "auto", model: "qwen3-coder:30b", task: checkedList }, auto);
  assertFinished(run, checkedList);
  assert.equal(textOf(run.stage.workspace, "checked.txt"), "checked\n");
  const asked = await run.stage.local.messages();
  assert.equal(asked.filter(({ status }) => status !== 200).length, 0);
  assert.equal(asked.filter(({ play }) => play === 0).length, 1, "one check");
});
