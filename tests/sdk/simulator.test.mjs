// The stand-in for local servers is itself read by a strict client of its dialect: what it sends is what a real server would.
import assert from "node:assert/strict";
import { test } from "node:test";
import OpenAI from "openai";
import { startSimulator } from "../e2e/drivers/simulator.mjs";
import { plays, tools } from "./stage.mjs";

const functions = tools.map(({ name, description, input_schema }) => ({ type: "function", function: { name, description, parameters: input_schema } }));
const request = { model: "qwen3-coder:30b", messages: [{ role: "user", content: "How is the weather?" }], tools: functions };

async function client(t, local = {}) {
  const { url } = await startSimulator(t, "local", { plays, local });
  return new OpenAI({ baseURL: `${url}/v1`, apiKey: "none", maxRetries: 0 });
}

function assertAnswer({ choices: [choice] }) {
  assert.equal(choice.finish_reason, "tool_calls");
  assert.equal(choice.message.content, "I look it up.");
  assert.deepEqual(
    choice.message.tool_calls.map((call) => [call.type, call.function.name, JSON.parse(call.function.arguments)]),
    [
      ["function", "get_weather", { place: "Zürich 🌦", days: 2 }],
      ["function", "get_weather", { place: "Bern" }],
    ],
  );
}

test("the official OpenAI client reads a whole answer of the stand-in", async (t) => {
  const answer = await (await client(t)).chat.completions.create(request);
  assertAnswer(answer);
  assert.ok(answer.usage.prompt_tokens > 0 && answer.usage.completion_tokens > 0);
});

for (const irregularities of [[], ["args-per-byte"], ["crlf"], ["comments"], ["usage-every-chunk"], ["split-bytes:3"]]) {
  test(`the official OpenAI client reads its stream${irregularities.length > 0 ? ` with ${irregularities[0]}` : ""}`, async (t) => {
    const { chat } = await client(t, { irregularities });
    assertAnswer(await chat.completions.stream({ ...request, stream_options: { include_usage: true } }).finalChatCompletion());
  });
}

test("it lists its models", async (t) => {
  const models = [];
  for await (const { id, object } of await (await client(t)).models.list()) {
    models.push([id, object]);
  }

  assert.deepEqual(models, [["qwen3-coder:30b", "model"]]);
});
