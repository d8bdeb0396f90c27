// A local server with one small window and a model that knows nothing but what it reads: what it does follows from the words of the prompt.
import http from "node:http";
import { atEnd } from "./endings.mjs";

// Code and English have about four bytes a token; this counts rather more tokens than a tokenizer would.
const bytesPerToken = 3.8;

/**
 * Starts it. `answer` is given everything that stands in the messages, and the last result of a tool, and says
 * `{ text }` or `{ tool, input }`. A prompt that does not fit into `window` tokens is refused as llama-server refuses it.
 */
export async function startReadingModel(t, { window, answer }) {
  const prompts = [];
  const server = http.createServer(async (request, response) => {
    const body = await read(request);
    if (request.method !== "POST" || !request.url.endsWith("/chat/completions")) {
      sendPage(request.url, window, response);
      return;
    }

    const { tools = [], messages } = JSON.parse(body);
    const tokens = Math.ceil(Buffer.byteLength(JSON.stringify([messages, tools])) / bytesPerToken);
    const refused = tokens > window;
    const text = messages.map(({ content, tool_calls }) => `${textOf(content)}\n${tool_calls ? JSON.stringify(tool_calls) : ""}`).join("\n");
    prompts.push({ tokens, refused, text, tools: tools.map((tool) => tool.function.name) });
    if (refused) {
      const message = `request (${tokens} tokens) exceeds the available context size (${window} tokens), try increasing it`;
      sendJson(response, 400, { error: { code: 400, message, type: "exceed_context_size_error", n_prompt_tokens: tokens, n_ctx: window } });
      return;
    }

    const result = messages.findLast(({ role }) => role === "tool");
    const said = answer({ text, result: result === undefined ? "" : textOf(result.content), number: prompts.length });
    const known = said.tool === undefined || tools.some((tool) => tool.function.name === said.tool);
    stream(response, known ? said : { text: `I have no tool ${said.tool}.` }, prompts.length, tokens);
  });
  atEnd(t, () => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${server.address().port}`, prompts };
}

async function read(request) {
  const parts = [];
  for await (const part of request) {
    parts.push(part);
  }

  return Buffer.concat(parts).toString();
}

function textOf(content) {
  return typeof content === "string" ? content : (content ?? []).map(({ text }) => text ?? "").join("\n");
}

function sendPage(url, window, response) {
  const pages = {
    "/health": { status: "ok" },
    "/props": { default_generation_settings: { n_ctx: window }, total_slots: 1, model_path: "reader.gguf" },
    "/v1/models": { object: "list", data: [{ id: "reader", object: "model", owned_by: "llamacpp", meta: { n_ctx_train: window } }] },
  };
  const page = pages[url.split("?")[0]];
  sendJson(response, page === undefined ? 404 : 200, page ?? { error: { code: 404, message: "File Not Found", type: "not_found_error" } });
}

function sendJson(response, status, value) {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8", server: "llama.cpp" });
  response.end(JSON.stringify(value));
}

function stream(response, { text, tool, input }, number, tokens) {
  const chunk = (delta, finish = null, more = {}) => ({ id: `chatcmpl-${number}`, object: "chat.completion.chunk", created: 1, model: "reader", choices: [{ index: 0, delta, finish_reason: finish }], ...more });
  const call = { index: 0, id: `call_${number}`, type: "function", function: { name: tool, arguments: JSON.stringify(input) } };
  const usage = { prompt_tokens: tokens, completion_tokens: 20, total_tokens: tokens + 20 };
  const chunks = [
    chunk({ role: "assistant", content: null }),
    chunk(tool === undefined ? { content: text } : { tool_calls: [call] }),
    chunk({}, tool === undefined ? "stop" : "tool_calls", { usage }),
  ];
  response.writeHead(200, { "content-type": "text/event-stream", server: "llama.cpp" });
  response.end(`${chunks.map((value) => `data: ${JSON.stringify(value)}\n\n`).join("")}data: [DONE]\n\n`);
}
