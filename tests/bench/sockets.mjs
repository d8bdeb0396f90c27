// A client that costs next to nothing: one kept-alive connection, a request made once, the time of the first byte and of the last.
import { connect } from "node:net";

const lastChunk = Buffer.from("\r\n0\r\n\r\n");

/** A streamed request for messages, as bytes. `size` is that of its body. */
export function messagesRequest(port, size) {
  const frame = (text) =>
    JSON.stringify({ model: "claude-sonnet-5", max_tokens: 1024, stream: true, messages: [{ role: "user", content: text }] });
  const body = frame("x".repeat(Math.max(1, size - frame("").length)));
  return Buffer.from(
    [
      "POST /v1/messages?beta=true HTTP/1.1",
      `Host: 127.0.0.1:${port}`,
      "Authorization: Bearer sk-ant-oat01-bench",
      "anthropic-version: 2023-06-01",
      "anthropic-beta: oauth-2025-04-20",
      "Content-Type: application/json",
      `Content-Length: ${body.length}`,
      "",
      body,
    ].join("\r\n"),
  );
}

/** One connection to one port. */
export class Connection {
  #socket;
  #request;

  constructor(port, size) {
    this.#request = messagesRequest(port, size);
    this.#socket = connect({ port, host: "127.0.0.1", noDelay: true });
    this.#socket.on("error", () => {});
  }

  /** Sends the request once. Times are in microseconds from the moment of sending; `reads` holds what came in each read, and when. */
  ask() {
    return new Promise((resolve, reject) => {
      const reads = [];
      const start = process.hrtime.bigint();
      const receive = (bytes) => {
        reads.push({ at: process.hrtime.bigint(), bytes });
        if (isWhole(reads.map((read) => read.bytes))) {
          stop();
          const status = reads[0].bytes.subarray(9, 12).toString("latin1");
          if (status === "200") {
            resolve({ first: since(start, reads[0].at), total: since(start, reads.at(-1).at), reads });
          } else {
            reject(new Error(`answered with ${status}: ${Buffer.concat(reads.map((read) => read.bytes))}`));
          }
        }
      };
      const close = () => {
        stop();
        reject(new Error("the connection was closed before the answer's end"));
      };
      const stop = () => this.#socket.off("data", receive).off("close", close);
      this.#socket.on("data", receive).once("close", close);
      this.#socket.write(this.#request);
    });
  }

  /** Hangs up. */
  close() {
    this.#socket.destroy();
  }
}

/** True when the answer is complete, by its length or by its last chunk. */
function isWhole(pieces) {
  const tail = pieces.at(-1).length >= lastChunk.length ? pieces.at(-1) : Buffer.concat(pieces.slice(-8));
  if (tail.subarray(-lastChunk.length).equals(lastChunk)) {
    return true;
  }

  const head = pieces[0].indexOf("\r\n\r\n");
  const length = /\r\nContent-Length: (\d+)/i.exec(pieces[0].toString("latin1", 0, head))?.[1];
  return length !== undefined && pieces.reduce((sum, { length: size }) => sum + size, 0) === head + 4 + Number(length);
}

function since(start, at) {
  return Number(at - start) / 1000;
}
