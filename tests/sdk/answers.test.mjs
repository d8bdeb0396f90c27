// The official TypeScript client reads local answers: streamed and whole, with tools, thinking and images.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setStage, tools } from "./stage.mjs";

const model = "claude-sonnet-5-5";
const question = { model, max_tokens: 4096, thinking: { type: "enabled", budget_tokens: 1024 }, tools };
const ask = [{ role: "user", content: "How is the weather?" }];

// 16 × 16 pixels, red.
const picture =
  "iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAIAAACQkWg2AAAAGUlEQVR4nGP8z0AaYCJR/aiGUQ1DSAMAQC4BH2bjRnMAAAAASUVORK5CYII=";

/** What a message says, without what is other each time. */
function said({ role, content, stop_reason, model }) {
  return { role, model, stop_reason, content: content.map(({ id, signature, ...block }) => block) };
}

function assertFirst(message) {
  assert.deepEqual(said(message), {
    role: "assistant",
    model,
    stop_reason: "tool_use",
    content: [
      { type: "thinking", thinking: "A tool knows that." },
      { type: "text", text: "I look it up." },
      { type: "tool_use", name: "get_weather", input: { place: "Zürich 🌦", days: 2 } },
      { type: "tool_use", name: "get_weather", input: { place: "Bern" } },
    ],
  });
  assert.match(message.id, /^msg_[A-Za-z0-9]+$/);
  const ids = message.content.filter(({ type }) => type === "tool_use").map(({ id }) => id);
  assert.ok(ids.every((id) => /^toolu_[A-Za-z0-9_-]+$/.test(id)) && new Set(ids).size === 2, ids.join());
  assert.ok(message.usage.input_tokens > 0 && message.usage.output_tokens > 0);
}

function results(message) {
  return message.content
    .filter(({ type }) => type === "tool_use")
    .map(({ id }) => ({ type: "tool_result", tool_use_id: id, content: [{ type: "text", text: "rain" }] }));
}

for (const surface of ["messages", "beta.messages"]) {
  test(`${surface}: a streamed turn with thinking and two calls, and the turn after it`, async (t) => {
    const { client } = await setStage(t);
    const api = surface === "messages" ? client.messages : client.beta.messages;
    const stream = api.stream({ ...question, messages: ask });
    const events = { text: "", thinking: "", json: 0, blocks: 0 };
    stream
      .on("text", (text) => (events.text += text))
      .on("thinking", (thinking) => (events.thinking += thinking))
      .on("inputJson", () => events.json++)
      .on("contentBlock", () => events.blocks++);
    const first = await stream.finalMessage();
    assertFirst(first);
    assert.deepEqual([events.text, events.thinking, events.blocks], ["I look it up.", "A tool knows that.", 4]);
    assert.ok(events.json >= 2);
    assert.match(stream.request_id, /^req_/);

    const messages = [...ask, { role: "assistant", content: first.content }, { role: "user", content: results(first) }];
    const second = await api.stream({ ...question, messages }).finalMessage();
    assert.deepEqual([second.stop_reason, second.content.at(-1).text], ["end_turn", "It rains in both."]);
  });
}

test("the same turn as one whole answer says the same", async (t) => {
  const { client } = await setStage(t);
  const { data: first, response } = await client.messages.create({ ...question, messages: ask }).withResponse();
  assertFirst(first);
  assert.equal(response.headers.get("x-sidecar-provider"), "local");
  assert.equal(response.headers.get("content-type"), "application/json");
  assert.match(first._request_id, /^req_/);

  const streamed = await client.messages.stream({ ...question, messages: ask }).finalMessage();
  assert.deepEqual(said(streamed), said(first));
});

test("events as they come: one start, blocks in order, one end", async (t) => {
  const { client } = await setStage(t, { local: { chunkSize: 1 } });
  const types = [];
  for await (const event of await client.messages.create({ ...question, messages: ask, stream: true })) {
    types.push(event.type === "content_block_delta" ? event.delta.type : event.type);
  }

  assert.equal(types[0], "message_start");
  assert.deepEqual(types.slice(-2), ["message_delta", "message_stop"]);
  assert.equal(types.filter((type) => type === "message_start").length, 1);
  assert.equal(types.filter((type) => type === "content_block_start").length, 4);
  assert.equal(types.filter((type) => type === "content_block_stop").length, 4);
  assert.equal(types.filter((type) => type === "signature_delta").length, 1);
});

test("thinking is left out where the user has not asked for it", async (t) => {
  const { client } = await setStage(t, { sidecar: { local: { showThinking: false } } });
  const message = await client.messages.stream({ ...question, messages: ask }).finalMessage();
  assert.deepEqual(
    message.content.map(({ type }) => type),
    ["text", "tool_use", "tool_use"],
  );
});

test("a picture reaches a model that sees", async (t) => {
  const { client, local } = await setStage(t);
  const image = { type: "image", source: { type: "base64", media_type: "image/png", data: picture } };
  const content = [{ type: "text", text: "What is on the picture?" }, image];
  const message = await client.messages.create({ model, max_tokens: 512, messages: [{ role: "user", content }] });
  assert.equal(message.content[0].text, "A small red square.");

  const streamed = await client.messages.stream({ model, max_tokens: 512, messages: [{ role: "user", content }] }).finalText();
  assert.equal(streamed, "A small red square.");

  const seen = (await local.messages()).map((request) => JSON.stringify(request.body));
  assert.ok(seen.length === 2 && seen.every((body) => body.includes(picture)), seen.join("\n"));
});

test("a model's tool calls written as text are calls to the client", async (t) => {
  const { client } = await setStage(t, { local: { calls: "hermes", models: undefined } });
  const message = await client.messages.stream({ ...question, messages: ask }).finalMessage();
  // The model ended its line before the call.
  assertFirst({ ...message, content: message.content.map((block) => (block.type === "text" ? { ...block, text: block.text.trimEnd() } : block)) });
});

test("tokens are counted and models are listed", async (t) => {
  const { client } = await setStage(t);
  const short = await client.messages.countTokens({ model, messages: ask });
  const long = await client.messages.countTokens({ model, messages: ask, tools, system: "Be brief. ".repeat(500) });
  assert.ok(short.input_tokens > 0 && long.input_tokens > short.input_tokens + 500, JSON.stringify([short, long]));

  const models = [];
  for await (const { type, id } of client.models.list({ limit: 1000 })) {
    models.push({ type, id });
  }

  assert.ok(models.length > 0 && models.every(({ type, id }) => type === "model" && id.length > 0), JSON.stringify(models));
});
