// Claude's quota runs out, another cloud takes over, and when that one gives up too the local model finishes the task (docs/configuration.md).
import assert from "node:assert/strict";
import http from "node:http";
import { test } from "node:test";
import { startTask, toolCalls, toolResults, versions } from "./drivers/claude.mjs";
import { atEnd } from "./drivers/endings.mjs";
import { textOf } from "./drivers/folders.mjs";
import { startRecorder } from "./drivers/recorder.mjs";
import { startSimulator } from "./drivers/simulator.mjs";
import { shoppingList } from "./plays.mjs";
import { setStage } from "./stage.mjs";

const key = "key-of-the-other-cloud";
process.env.CLAUDE_SIDECAR_E2E_DEEPSEEK = key;

/** Ways in which the other cloud ends, at its third request. */
const endings = [
  { name: "has no balance left", irregularities: [{ name: "balance-402", at: [3, 4, 5, 6, 7, 8, 9] }], status: 402, reason: "out-of-credits" },
  { name: "cannot be reached", irregularities: [], status: 0, reason: "unreachable" },
];

for (const [index, ending] of endings.entries()) {
  const version = versions[index];
  test(`Claude Code ${version} goes from Claude to DeepSeek, and on to the local model when DeepSeek ${ending.name}`, async (t) => {
    const plays = [shoppingList.play];
    const stage = await setStage(t, { plays, cloud: { limitAtRequest: 3 }, local: { model: "qwen3-coder:30b", contextWindow: 131072 } });
    const deepseek = await startSimulator(t, "local", {
      plays,
      local: { kind: "deepseek", model: "deepseek-reasoner", contextWindow: 131072, apiKey: key, irregularities: ending.irregularities },
    });
    const door = await openDoor(t, deepseek.url, ending.status === 0 ? 2 : Number.MAX_SAFE_INTEGER);
    stage.sidecar.configure({
      listen: { port: stage.sidecar.port },
      providers: [
        { name: "claude", dialect: "anthropic", baseUrl: stage.cloud.url, credentials: "client" },
        {
          name: "deepseek",
          dialect: "anthropic",
          baseUrl: `${door}/anthropic`,
          apiKeyEnv: "CLAUDE_SIDECAR_E2E_DEEPSEEK",
          model: "deepseek-reasoner",
          priority: 2,
        },
        { name: "local", dialect: "openai", baseUrl: stage.local.url, model: "qwen3-coder:30b", contextWindow: 131072, local: true, priority: 3 },
      ],
    });
    await stage.sidecar.serve();
    const recorder = await startRecorder(t, await stage.sidecar.baseUrl(stage.workspace));
    const session = startTask(t, {
      version,
      prompt: shoppingList.prompt,
      cwd: stage.workspace,
      env: stage.environment({ ANTHROPIC_BASE_URL: recorder.url }),
    });
    const { exitCode, messages, result, stderr } = await session.end();
    const asked = await deepseek.messages();

    assert.equal(exitCode, 0, `${result?.result} ${stderr}`);
    assert.equal(result.result.trim(), shoppingList.closing);
    assert.deepEqual(
      toolCalls(messages).map(({ name }) => name),
      shoppingList.tools,
    );
    assert.deepEqual(
      toolResults(messages).filter((block) => block.is_error),
      [],
    );
    for (const [file, content] of Object.entries(shoppingList.files)) {
      assert.equal(textOf(stage.workspace, file), content, file);
    }

    const given = recorder.messages();
    assert.deepEqual(
      given.filter(({ status }) => status !== 200),
      [],
      "the client saw an error",
    );
    assert.deepEqual(withoutRepeats(given.map(({ provider }) => provider)), ["claude", "deepseek", "local"]);
    assert.equal(given.find(({ provider }) => provider === "deepseek").reason, "quota-window");
    assert.equal(given.find(({ provider }) => provider === "local").reason, ending.reason);

    // The model that is configured for it is the one that it is asked for, and its key goes to it alone.
    assert.equal(asked.length, ending.status === 0 ? 2 : 3, "what fails is left alone");
    assert.ok(asked.every(({ path, body }) => path.startsWith("/anthropic/v1/messages") && body.model === "deepseek-reasoner"));
    assert.deepEqual(withoutRepeats(asked.map(({ status }) => status)), ending.status === 0 ? [200] : [200, ending.status]);
    assert.ok(!JSON.stringify(await stage.cloud.requests()).includes(key));
    const local = await stage.local.messages();
    assert.ok(local.length > 0 && local.every(({ credential, status }) => !credential && status === 200));

    const status = await stage.sidecar.status();
    assert.deepEqual(
      status.switches.map(({ from, to, reason }) => ({ from, to, reason })),
      [
        { from: "deepseek", to: "local", reason: ending.reason },
        { from: "claude", to: "deepseek", reason: "quota-window" },
      ],
    );
    assert.match(status.switches[0].text, /deepseek|local/);
    assert.equal(status.sessions[0].provider, "local");
  });
}

/** The address of a door to a server, which closes for ever with its last answer: whoever knocks later is refused. */
async function openDoor(t, target, answers) {
  const { port } = new URL(target);
  const server = http.createServer((request, response) => {
    const onward = http.request({ host: "127.0.0.1", port, method: request.method, path: request.url, headers: request.headers }, (answer) => {
      answers -= request.method === "POST" ? 1 : 0;
      if (answers === 0) {
        server.close();
      }

      response.writeHead(answer.statusCode, { "content-type": answer.headers["content-type"], connection: "close" });
      answer.pipe(response);
    });
    onward.on("error", () => response.destroy());
    request.pipe(onward);
  });
  atEnd(t, () => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${server.address().port}`;
}

function withoutRepeats(list) {
  return list.filter((item, index) => index === 0 || item !== list[index - 1]);
}
