// An upstream whose events carry the moment they were sent: `node ticker.mjs EVENTS INTERVAL_MS`.
import http from "node:http";

const [events, interval] = process.argv.slice(2).map(Number);

const event = (type, data) => `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`;
const message = {
  id: "msg_bench",
  type: "message",
  role: "assistant",
  model: "claude-sonnet-5",
  content: [],
  stop_reason: null,
  stop_sequence: null,
};
const opening =
  event("message_start", { message: { ...message, usage: { input_tokens: 1, output_tokens: 1 } } }) +
  event("content_block_start", { index: 0, content_block: { type: "text", text: "" } });
const delta = () => event("content_block_delta", { index: 0, delta: { type: "text_delta", text: `sent ${process.hrtime.bigint()}` } });
const closing =
  event("content_block_stop", { index: 0 }) +
  event("message_delta", { delta: { stop_reason: "end_turn", stop_sequence: null }, usage: { output_tokens: 1 } }) +
  event("message_stop", {});

const server = http.createServer((request, response) => {
  request.resume().on("end", () => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(opening);
    let sent = 0;
    const timer = setInterval(() => {
      if (sent++ < events) {
        response.write(delta());
      } else {
        clearInterval(timer);
        response.end(closing);
      }
    }, interval);
  });
});
server.keepAliveTimeout = 0;
server.listen(0, "127.0.0.1", () => console.log(`listening on http://127.0.0.1:${server.address().port}`));
