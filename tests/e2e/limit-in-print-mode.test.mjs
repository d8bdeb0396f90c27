// The quota runs out in the middle of a task: the task is finished all the same, and the client sees no error.
import assert from "node:assert/strict";
import { test } from "node:test";
import { startTask, toolCalls, toolResults, versions } from "./drivers/claude.mjs";
import { textOf } from "./drivers/folders.mjs";
import { startRecorder } from "./drivers/recorder.mjs";
import { program } from "./drivers/sidecar.mjs";
import { shoppingList } from "./plays.mjs";
import { setStage } from "./stage.mjs";

for (const version of versions) {
  test(`Claude Code ${version} finishes a task of seven answers although the limit comes at the third`, async (t) => {
    const stage = await setStage(t, { plays: [shoppingList.play], cloud: { limitAtRequest: 3 } });
    await stage.sidecar.serve();
    const recorder = await startRecorder(t, await stage.sidecar.baseUrl(stage.workspace));

    const session = startTask(t, {
      version,
      prompt: shoppingList.prompt,
      cwd: stage.workspace,
      env: stage.environment({ ANTHROPIC_BASE_URL: recorder.url }),
    });
    const { exitCode, messages, result, stderr } = await session.end();

    assert.equal(exitCode, 0, stderr);
    assert.equal(result.subtype, "success");
    assert.equal(result.is_error, false);
    assert.equal(result.result, shoppingList.closing);
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

    const answers = recorder.messages();
    assert.deepEqual(
      answers.filter(({ status }) => status !== 200),
      [],
      "the client saw an error",
    );
    assert.deepEqual(withoutRepeats(answers.map(({ provider }) => provider)), ["claude", "local"]);
    assert.equal(answers.find(({ provider }) => provider === "local").reason, "quota-window");

    const refused = (await stage.cloud.messages()).filter(({ status }) => status !== 200);
    assert.deepEqual(
      refused.map(({ status }) => status),
      [429],
      "the limit is met once, then left alone",
    );
    assert.equal((await stage.local.messages()).filter(({ status }) => status !== 200).length, 0);

    const status = await stage.sidecar.status();
    assert.equal(status.switches.length, 1);
    assert.deepEqual(pick(status.switches[0], ["from", "to", "reason"]), { from: "claude", to: "local", reason: "quota-window" });
    assert.equal(status.route.provider, "local");
    assert.equal(status.route.reason, "quota-window");
    assert.equal(status.quota.status, "rejected");
    assert.match(status.route.text, /limit|quota|window/i);
  });
}

test("claude-sidecar run sends the session through the sidecar with nothing to set up", async (t) => {
  const stage = await setStage(t, { plays: [shoppingList.play], cloud: { limitAtRequest: 3 } });
  const session = startTask(t, {
    version: versions[1],
    launcher: [program, "run", "--"],
    prompt: shoppingList.prompt,
    cwd: stage.workspace,
    env: stage.environment(),
  });
  const { exitCode, result, stderr } = await session.end();

  assert.equal(exitCode, 0, stderr);
  assert.equal(result.result, shoppingList.closing);
  const status = await stage.sidecar.status();
  assert.deepEqual(
    status.sessions.map(({ id, folder }) => ({ id, folder })),
    [{ id: result.session_id, folder: stage.workspace }],
  );
  assert.equal(status.sessions[0].provider, "local");
});

function withoutRepeats(values) {
  return values.filter((value, index) => value !== values[index - 1]);
}

function pick(value, keys) {
  return Object.fromEntries(keys.map((key) => [key, value[key]]));
}
