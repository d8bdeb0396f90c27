// Stands between Claude Code and the sidecar, passes everything on, and notes what the client is given.
import http from "node:http";
import { atEnd } from "./endings.mjs";

/** Starts it in front of a base URL. */
export async function startRecorder(t, target) {
  const answers = [];
  const { port, pathname } = new URL(target);
  const server = http.createServer((request, response) => {
    const onward = http.request(
      {
        host: "127.0.0.1",
        port,
        method: request.method,
        path: join(pathname, request.url),
        headers: { ...request.headers, host: `127.0.0.1:${port}` },
      },
      (answer) => {
        const answered = {
          path: request.url,
          status: answer.statusCode,
          provider: answer.headers["x-sidecar-provider"],
          reason: answer.headers["x-sidecar-reason"],
          text: "",
        };
        answers.push(answered);
        response.writeHead(answer.statusCode, answer.rawHeaders);
        answer.setEncoding("utf8").on("data", (text) => (answered.text += text));
        answer.pipe(response);
      },
    );
    onward.on("error", () => response.destroy());
    response.on("close", () => onward.destroy());
    request.pipe(onward);
  });
  atEnd(t, () => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    /** What the client is to use as its base URL. */
    url: `http://127.0.0.1:${server.address().port}`,

    /** The answers to messages, in order: status, provider, reason, body. */
    messages: () => answers.filter(({ path }) => /\/v1\/messages(\?|$)/.test(path)),
  };
}

function join(prefix, path) {
  return prefix === "/" ? path : prefix + path;
}
