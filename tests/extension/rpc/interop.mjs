// Plays an editor with npm's own vscode-jsonrpc against the C# side; tests/server/Rpc/VscodeJsonRpcTests.cs starts it.
// usage: node interop.mjs client|peer ENDPOINT
import assert from "node:assert/strict";
import { connect } from "node:net";
import { setImmediate } from "node:timers";
import {
  CancellationTokenSource,
  createMessageConnection,
  ResponseError,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-jsonrpc/node";

const [mode, endpoint] = process.argv.slice(2);
await { client: playClient, peer: playPeer }[mode](endpoint);

/** Everything that an editor does with the sidecar. */
async function playClient(endpoint) {
  const editor = await open(endpoint);
  const routes = collect(editor, "sidecar.routeChanged");
  const introduction = { clientName: "interop", clientVersion: "1", protocolVersion: 1, capabilities: ["notices"] };
  await refused(editor.sendRequest("sidecar.status"), -32002);
  const { serverVersion, protocolVersion } = await editor.sendRequest("initialize", introduction);
  assert.deepEqual({ serverVersion, protocolVersion }, { serverVersion: "1.2.3", protocolVersion: 1 });

  const status = await editor.sendRequest("sidecar.status");
  assert.deepEqual(await editor.sendRequest("sidecar.status", null), status, "null goes out as [null]");
  assert.equal(status.route.textZh, "您选择了 claude。");

  await refused(editor.sendRequest("sidecar.nothing", {}), -32601);
  await refused(editor.sendRequest("sidecar.switch", {}), -32602);
  assert.match((await refused(editor.sendRequest("sidecar.switch", { provider: "moon" }), -32001)).message, /moon/);

  const { route } = await editor.sendRequest("sidecar.switch", { provider: "local" });
  assert.equal(route.provider, "local");
  assert.equal((await routes.next()).provider, "local");

  const folders = Array.from({ length: 20_000 }, (_, i) => `/home/developer/源代码/project-${i}`);
  const { workspaces } = await editor.sendRequest("sidecar.openWorkspace", { folders });
  assert.deepEqual(
    workspaces.map(({ folder }) => folder),
    folders,
  );

  const answers = Array.from({ length: 1_000 }, (_, i) =>
    editor.sendRequest("sidecar.openWorkspace", { folders: [`/w/${i}`] }).then((answer) => answer.workspaces[0].folder),
  );
  assert.deepEqual(
    await Promise.all(answers),
    answers.map((_, i) => `/w/${i}`),
  );

  await cancels(editor, endpoint, introduction);
  editor.end();
}

/** One request holds the line, the next is given up while it waits, another window lets the first one go. */
async function cancels(editor, endpoint, introduction) {
  const slow = editor.sendRequest("sidecar.switch", { provider: "slow" });
  const cancellation = new CancellationTokenSource();
  const waiting = refused(editor.sendRequest("sidecar.switch", { provider: "never" }, cancellation.token), -32800);
  cancellation.cancel();
  await editor.sendNotification("noise"); // resolves when it is written: the cancellation has gone out before it

  const other = await open(endpoint);
  await other.sendRequest("initialize", introduction);
  await other.sendRequest("sidecar.switch", { provider: "release" });
  assert.equal((await slow).route.provider, "slow");
  await waiting;
  other.end();
}

/** Answers what the C# side asks, and sees its cancellations. */
async function playPeer(endpoint) {
  const peer = await open(endpoint);
  peer.onRequest("add", ({ a, b }) => a + b);
  peer.onRequest("fail", () => new ResponseError(-5, "No."));
  peer.onRequest("wait", async (token) => {
    await peer.sendNotification("waiting");
    await new Promise((resolve) => token.onCancellationRequested(resolve));
    setImmediate(() => peer.sendNotification("sawCancellation")); // behind the answer: the other side hangs up when it hears this
    return new ResponseError(-32800, "Given up.");
  });
  await new Promise((resolve) => peer.onClose(resolve));
}

async function open(endpoint) {
  const socket = connect(endpoint);
  await new Promise((resolve, reject) => socket.once("connect", resolve).once("error", reject));
  const connection = createMessageConnection(new StreamMessageReader(socket), new StreamMessageWriter(socket), console);
  connection.listen();
  return connection;
}

async function refused(answer, code) {
  const error = await answer.then(
    () => assert.fail(`Not refused with ${code}.`),
    (reason) => reason,
  );
  assert.ok(error instanceof ResponseError, String(error));
  assert.equal(error.code, code, error.message);
  return error;
}

function collect(connection, method) {
  const heard = [];
  const waiting = [];
  connection.onNotification(method, (params) => (waiting.shift() ?? heard.push.bind(heard))(params));
  return { next: async () => heard.shift() ?? (await new Promise((resolve) => waiting.push(resolve))) };
}
