// Stands in for the Anthropic API: plays a scene answer by answer, whatever Claude Code asks, and records what it is sent.
import http from "node:http";
import { atEnd } from "../drivers/endings.mjs";

/** Starts the model of one scene. Requests beside the conversation (titles, probes, token counts) are answered and forgotten. */
export async function startScriptedModel(t, { steps, recording }) {
  const model = new ScriptedModel(steps, recording);
  const server = http.createServer((request, response) => model.receive(request, response));
  server.keepAliveTimeout = 0;
  atEnd(t, () => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  model.url = `http://127.0.0.1:${server.address().port}`;
  return model;
}

class ScriptedModel {
  /** What went otherwise than the scene says, in words. */
  problems = [];

  /** For each step the number of the recorded request that it answered. */
  answered = [];

  /** Tokens of the largest prompt, roughly. */
  largest = 0;

  /** Is called at each problem. */
  onProblem = () => {};

  #steps;
  #recording;
  #calls = 0;
  #queue = Promise.resolve();

  constructor(steps, recording) {
    this.#steps = steps;
    this.#recording = recording;
  }

  /** How many steps have not been played. */
  get left() {
    return this.#steps.length - this.answered.length;
  }

  async receive(request, response) {
    const parts = [];
    for await (const part of request) {
      parts.push(part);
    }

    // One after another, so that a repeated request cannot overtake the first.
    this.#queue = this.#queue.then(() => this.#answer(request, Buffer.concat(parts), response)).catch((error) => {
      this.#complain(String(error.stack));
      response.destroy();
    });
  }

  async #answer(request, bytes, response) {
    const path = request.url.split("?")[0];
    if (request.method !== "POST" || !path.startsWith("/v1/messages")) {
      sendJson(response, {});
      return;
    }

    const body = JSON.parse(bytes);
    const tokens = tokensOf(body, bytes.length);
    if (path.endsWith("/count_tokens")) {
      sendJson(response, { input_tokens: tokens });
      return;
    }

    const kind = kindOf(body, request.headers);
    if (kind === "aside") {
      send(response, body, { text: body.output_config?.format === undefined ? "OK" : '{"title":"A session"}' }, [], tokens);
      return;
    }

    await this.#recording.add(kind, bytes);
    this.largest = Math.max(this.largest, tokens);
    if (kind === "main") {
      this.#judgeResults(body);
    }

    const step = this.#steps[this.answered.length] ?? { text: "The scene is over." };
    if (this.left === 0) {
      this.#complain(`request ${this.#recording.turns} is one more than the scene has answers`);
    }

    if ((step.summary === true) !== (kind === "compaction")) {
      this.#complain(`request ${this.#recording.turns} is of kind ${kind} at the step "${step.text}"`);
    }

    this.answered.push(this.#recording.turns);
    const ids = (step.tools ?? []).map(() => `toolu_${String(++this.#calls).padStart(6, "0")}SCENE`);
    send(response, body, step, ids, tokens);
  }

  #complain(problem) {
    this.problems.push(problem);
    this.onProblem();
  }

  // Each call must have gone as the scene says, or what follows in it makes no sense.
  #judgeResults(body) {
    const step = this.#steps[this.answered.length - 1];
    const last = body.messages.findLast((message) => message.role === "user");
    const results = Array.isArray(last?.content) ? last.content.filter((block) => block.type === "tool_result") : [];
    if (step === undefined || step.summary) {
      return;
    }

    const tools = step.tools ?? [];
    if (results.length !== tools.length) {
      this.#complain(`${results.length} results for ${tools.length} calls before request ${this.#recording.turns}`);
      return;
    }

    results.forEach((result, index) => {
      if ((result.is_error === true) !== (tools[index].fails === true)) {
        const said = JSON.stringify(result.content).slice(0, 300);
        this.#complain(`${tools[index].name} ${JSON.stringify(tools[index].input).slice(0, 200)} gave ${said}`);
      }
    });
  }
}

// Roughly: four bytes each, and a usual screenshot's for each image.
function tokensOf(body, length) {
  let tokens = length / 4;
  for (const { content } of body.messages) {
    const results = Array.isArray(content) ? content.filter((block) => Array.isArray(block.content)) : [];
    for (const image of results.flatMap((result) => result.content).filter(({ type }) => type === "image")) {
      tokens += 1500 - image.source.data.length / 4;
    }
  }

  return Math.ceil(tokens);
}

function kindOf(body, headers) {
  if (body.max_tokens === 1 || body.output_config?.format !== undefined || headers["x-claude-code-agent-id"] !== undefined || !body.tools?.length) {
    return "aside";
  }

  const last = body.messages.findLast((message) => message.role === "user");
  const text = typeof last.content === "string" ? last.content : (last.content.findLast((block) => block.type === "text")?.text ?? "");
  return text.includes("<summary>") && text.includes("<analysis>") ? "compaction" : "main";
}

function sendJson(response, value) {
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify(value));
}

/** Sends an answer as Anthropic does: one block after another, each in a few events. */
function send(response, body, step, ids, tokens) {
  const content = blocksOf(step, ids);
  const usage = { input_tokens: tokens, cache_read_input_tokens: 0, cache_creation_input_tokens: 0, output_tokens: 100 };
  const stop = (step.tools ?? []).length > 0 ? "tool_use" : "end_turn";
  const message = { id: `msg_${ids[0] ?? tokens}`, type: "message", role: "assistant", model: body.model, content: [], stop_reason: null, stop_sequence: null, usage };
  if (body.stream !== true) {
    sendJson(response, { ...message, content, stop_reason: stop });
    return;
  }

  response.writeHead(200, { "content-type": "text/event-stream" });
  const events = [{ type: "message_start", message }];
  content.forEach((block, index) => events.push(...eventsOf(block, index)));
  events.push({ type: "message_delta", delta: { stop_reason: stop, stop_sequence: null }, usage: { output_tokens: 100 } }, { type: "message_stop" });
  response.end(events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join(""));
}

function blocksOf(step, ids) {
  return [
    ...(step.thinking ? [{ type: "thinking", thinking: step.thinking, signature: Buffer.from(`sealed ${step.thinking}`).toString("base64") }] : []),
    ...(step.text ? [{ type: "text", text: step.text }] : []),
    ...(step.tools ?? []).map(({ name, input }, index) => ({ type: "tool_use", id: ids[index], name, input })),
  ];
}

function eventsOf(block, index) {
  const delta = (value) => ({ type: "content_block_delta", index, delta: value });
  const [start, deltas] =
    block.type === "text"
      ? [{ type: "text", text: "" }, [delta({ type: "text_delta", text: block.text })]]
      : block.type === "thinking"
        ? [{ type: "thinking", thinking: "", signature: "" }, [delta({ type: "thinking_delta", thinking: block.thinking }), delta({ type: "signature_delta", signature: block.signature })]]
        : [{ ...block, input: {} }, [delta({ type: "input_json_delta", partial_json: JSON.stringify(block.input) })]];
  return [{ type: "content_block_start", index, content_block: start }, ...deltas, { type: "content_block_stop", index }];
}
