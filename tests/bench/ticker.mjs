// An upstream whose events carry the moment they were sent: `node ticker.mjs EVENTS INTERVAL_MS`.
import http from "node:http";

const [events, interval] = process.argv.slice(2).map(Number);

const server = http.createServer((request, response) => {
  request.resume().on("end", () => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(
      'event: message_start\ndata: {"type":"message_start","message":{"id":"msg_bench","type":"message","role":"assistant","model":"claude-sonnet-5","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":1,"output_tokens":1}}}\n\n',
    );
    let sent = 0;
    const timer = setInterval(() => {
      if (sent++ < events) {
        response.write(`event: ping\ndata: {"type":"ping","sent":"${process.hrtime.bigint()}"}\n\n`);
      } else {
        clearInterval(timer);
        response.end('event: message_stop\ndata: {"type":"message_stop"}\n\n');
      }
    }, interval);
  });
});
server.keepAliveTimeout = 0;
server.listen(0, "127.0.0.1", () => console.log(`listening on http://127.0.0.1:${server.address().port}`));
