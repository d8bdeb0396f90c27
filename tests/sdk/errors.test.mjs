// What goes wrong reaches the official TypeScript client as the error that it has a type for.
import assert from "node:assert/strict";
import { test } from "node:test";
import Anthropic from "@anthropic-ai/sdk";
import { setStage } from "./stage.mjs";

const model = "claude-sonnet-5-5";
const messages = [{ role: "user", content: "How is the weather?" }];

/** The error that a promise ends in. */
async function errorOf(promise) {
  try {
    await promise;
  } catch (error) {
    return error;
  }

  throw new Error("No error came.");
}

for (const streamed of [false, true]) {
  const kind = streamed ? "streamed" : "whole";
  const request = (client, more) =>
    streamed ? client.messages.stream({ model, max_tokens: 512, messages, ...more }).finalMessage() : client.messages.create({ model, max_tokens: 512, messages, ...more });

  test(`${kind}: a prompt that does not fit is a BadRequestError in Anthropic's words`, async (t) => {
    const { client } = await setStage(t, { local: { models: [{ name: "qwen3-coder:30b", contextWindow: 8192 }] } });
    const error = await errorOf(request(client, { messages: [{ role: "user", content: "many words ".repeat(40_000) }] }));
    assert.ok(error instanceof Anthropic.BadRequestError, `${error}`);
    assert.equal(error.type, "invalid_request_error");
    assert.match(error.message, /prompt is too long: \d+ tokens > \d+ maximum/);
    assert.match(error.requestID, /^req_/);
  });

  test(`${kind}: a limit that nobody can step in for is a RateLimitError with its headers`, async (t) => {
    const { client } = await setStage(t, { cloud: { faults: ["429-window"] }, route: "auto", withLocal: false });
    const error = await errorOf(request(client));
    assert.ok(error instanceof Anthropic.RateLimitError, `${error}`);
    assert.equal(error.type, "rate_limit_error");
    assert.equal(error.headers.get("x-sidecar-provider"), "claude");
  });

  test(`${kind}: when nobody answers it is an InternalServerError that is not to be retried`, async (t) => {
    const { client, cloud, local } = await setStage(t, { route: "auto", cloud: { faults: ["429-window"] } });
    local.child.kill("SIGKILL");
    const error = await errorOf(request(client));
    assert.ok(error instanceof Anthropic.InternalServerError, `${error}`);
    assert.deepEqual([error.status, error.type, error.headers.get("x-should-retry")], [503, "api_error", "false"]);
    assert.equal((await cloud.messages()).length, 1);
  });
}

test("a request that is none is a BadRequestError", async (t) => {
  const { client } = await setStage(t);
  const error = await errorOf(client.messages.create({ model, max_tokens: 512, messages: [] }));
  assert.ok(error instanceof Anthropic.BadRequestError, `${error}`);
  assert.match(error.message, /messages/);
});

test("an answer that breaks off after its beginning is an APIError of the type overloaded_error, never a whole message", async (t) => {
  const { client } = await setStage(t, { local: { irregularities: ["error-in-stream"] } });
  let text = "";
  const stream = client.messages.stream({ model, max_tokens: 512, messages }).on("text", (piece) => (text += piece));
  const error = await errorOf(stream.finalMessage());
  assert.ok(error instanceof Anthropic.APIError, `${error}`);
  assert.equal(error.type, "overloaded_error", `${error} after "${text}"`);
});
