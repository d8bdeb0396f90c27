// The link of an editor to the sidecar, as the extension has it: JSON-RPC over the socket of instance.json, or over stdio.
import { createRequire } from "node:module";
import { connect } from "node:net";
import { atEnd } from "./endings.mjs";
import { root } from "./folders.mjs";

const require = createRequire(`${root}/package.json`);
const { createMessageConnection, StreamMessageReader, StreamMessageWriter } = require("vscode-jsonrpc/node");

/** Opens a link by the socket of a running sidecar. */
export async function openBySocket(t, sidecar, folder, capabilities) {
  const socket = connect(sidecar.instance().socket);
  atEnd(t, () => socket.destroy());
  return openEditor(t, socket, socket, folder, capabilities);
}

/** Opens a link over any pair of streams; `quota`, `route` and `question` are the states told last. */
export async function openEditor(t, readable, writable, folder, capabilities = ["notices"]) {
  const link = createMessageConnection(new StreamMessageReader(readable), new StreamMessageWriter(writable));
  atEnd(t, () => link.dispose());
  const editor = { link, quota: null, route: null, question: null, questions: [] };
  link.onNotification("sidecar.quotaChanged", (quota) => (editor.quota = quota));
  link.onNotification("sidecar.routeChanged", (route) => (editor.route = route));
  link.onNotification("sidecar.questionChanged", ({ question = null }) => {
    editor.question = question;
    if (question !== null) {
      editor.questions.push(question);
    }
  });
  link.listen();
  const hello = await link.sendRequest("initialize", { clientName: "test", clientVersion: "1.0.0", protocolVersion: 1, capabilities });
  editor.pid = hello.status.pid;
  editor.quota = hello.status.quota;
  editor.route = hello.status.route;
  editor.baseUrl = (await link.sendRequest("sidecar.openWorkspace", { folders: [folder] })).workspaces[0].baseUrl;
  return editor;
}
