// With handover.mode "ask" the user decides in the editor, while Claude Code waits: yes, no, or no answer at all.
import assert from "node:assert/strict";
import { test } from "node:test";
import { startTask, versions } from "./drivers/claude.mjs";
import { openBySocket } from "./drivers/editorLink.mjs";
import { textOf } from "./drivers/folders.mjs";
import { startRecorder } from "./drivers/recorder.mjs";
import { until } from "./drivers/until.mjs";
import { shoppingList } from "./plays.mjs";
import { setStage } from "./stage.mjs";

for (const version of versions) {
  test(`Claude Code ${version}: after a yes the request that waited is answered by the other, and the task is finished`, async (t) => {
    const { stage, editor, recorder, session } = await begin(t, version);
    const question = await until("the question", () => editor.question);
    assert.equal(question.provider, "local");
    assert.match(question.text, /^Claude's quota is used up.*Shall local answer\?$/);
    assert.deepEqual(await editor.link.sendRequest("sidecar.answer", { id: question.id, go: true }), { taken: true });
    const { exitCode, result, stderr } = await session.end();

    assert.equal(exitCode, 0, stderr);
    assert.equal(result.result, shoppingList.closing);
    for (const [file, content] of Object.entries(shoppingList.files)) {
      assert.equal(textOf(stage.workspace, file), content, file);
    }

    const answers = recorder.messages();
    assert.deepEqual(
      answers.filter(({ status }) => status !== 200),
      [],
      "the client saw an error",
    );
    assert.equal(answers.find(({ provider }) => provider === "local").reason, "quota-window");
    assert.equal(editor.questions.length, 1, "it was asked once for the whole episode");
    assert.equal(editor.question, null);
  });

  test(`Claude Code ${version}: after a no it gets the limit as Anthropic sent it`, async (t) => {
    const { stage, editor, recorder, session } = await begin(t, version);
    const question = await until("the question", () => editor.question);
    await editor.link.sendRequest("sidecar.answer", { id: question.id, go: false });
    await meetsTheLimit(stage, recorder);
    session.kill();

    assert.equal(editor.questions.length, 1);
  });
}

test("where the user says nothing the client gets the limit all the same", async (t) => {
  const { stage, editor, recorder, session } = await begin(t, versions[0]);
  await until("the question", () => editor.question);
  await meetsTheLimit(stage, recorder);
  session.kill();
});

/** Begins a task that meets the limit with its third answer. */
async function begin(t, version) {
  const stage = await setStage(t, { plays: [shoppingList.play], cloud: { limitAtRequest: 3 }, configuration: { handover: { mode: "ask" } } });
  await stage.sidecar.print(["ensure"]);
  const editor = await openBySocket(t, stage.sidecar, stage.workspace, ["questions"]);
  const recorder = await startRecorder(t, editor.baseUrl);
  const session = startTask(t, {
    version,
    prompt: shoppingList.prompt,
    cwd: stage.workspace,
    env: stage.environment({ ANTHROPIC_BASE_URL: recorder.url }),
  });
  return { stage, editor, recorder, session };
}

async function meetsTheLimit(stage, recorder) {
  const refused = await until("the limit to reach the client", () => recorder.messages().find(({ status, text }) => status !== 200 && text !== ""));
  assert.deepEqual({ status: refused.status, provider: refused.provider }, { status: 429, provider: "claude" });
  assert.equal(JSON.parse(refused.text).error.type, "rate_limit_error");
  assert.deepEqual(await stage.local.messages(), []);
}
