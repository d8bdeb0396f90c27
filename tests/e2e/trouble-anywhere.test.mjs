// A limit or a fault at every place where a session can meet one: the task is finished, and the client sees no error.
import assert from "node:assert/strict";
import { test } from "node:test";
import { startTask, toolCalls, toolResults, versions } from "./drivers/claude.mjs";
import { textOf } from "./drivers/folders.mjs";
import { startRecorder } from "./drivers/recorder.mjs";
import { helpersList, saying, shoppingList } from "./plays.mjs";
import { setStage } from "./stage.mjs";

/** Titles and the like are asked for only with this. */
const chatty = { CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "", DISABLE_TELEMETRY: "1", DISABLE_ERROR_REPORTING: "1" };

for (const version of versions) {
  test(`Claude Code ${version}: the limit comes in a sub-agent`, async (t) => {
    const stage = await setStage(t, { plays: helpersList.plays, cloud: { limitAtRequest: 2 } });
    const { answers } = await finish(t, stage, helpersList, { version });

    assert.deepEqual(withoutRepeats(answers.map(({ provider }) => provider)), ["claude", "local"]);
    assert.equal(answers[1].reason, "quota-window", "the helper's first request met it");
  });

  test(`Claude Code ${version}: the limit is met by everything, the title included`, async (t) => {
    const stage = await setStage(t, { plays: [shoppingList.play], cloud: { quota: { "5h": { used: 1, resetsInSeconds: 3600 } } } });
    await finish(t, stage, shoppingList, { version, env: chatty });

    if (version === versions[0]) {
      // The newer one asks for no title in print mode.
      assert.ok(
        (await stage.local.messages()).some(({ status, mainNumber }) => status === 200 && mainNumber === null),
        "a title was asked for and given",
      );
    }

    const refused = (await stage.cloud.messages()).filter(({ status }) => status === 429);
    assert.ok(refused.length >= 1 && refused.length <= 3, `those that were under way at once meet the limit, nobody later: ${refused.length}`);
  });

  test(`Claude Code ${version}: a storm of 529s is no limit, is tried again in place, and then left alone for the turn`, async (t) => {
    const stage = await setStage(t, { plays: [shoppingList.play], cloud: { faults: [{ name: "529", at: [3, 4, 5, 6, 7, 8, 9] }] } });
    const { answers } = await finish(t, stage, shoppingList, { version });

    assert.deepEqual(withoutRepeats(answers.map(({ provider }) => provider)), ["claude", "local"]);
    assert.equal(answers.find(({ provider }) => provider === "local").reason, "overloaded");
    assert.equal((await stage.cloud.messages()).filter(({ status }) => status === 529).length, 3);
    assert.notEqual((await stage.sidecar.status()).quota.status, "rejected");
  });

  test(`Claude Code ${version}: a session that was finished locally is resumed with Claude`, async (t) => {
    const farewell = saying("Is anything missing?", "Nothing is missing.", "The list has three lines.");
    const script = { plays: [shoppingList.play, farewell], cloud: { limitAtRequest: 3, quota: { "5h": { used: 0.4, resetsInSeconds: 12, lengthSeconds: 18_000 } } } };
    const stage = await setStage(t, script);
    const { result } = await finish(t, stage, shoppingList, { version });
    await stage.sidecar.statusWhere("the window has reset", ({ route }) => route.provider === "claude");
    const before = (await stage.cloud.messages()).length;

    const again = await finish(t, stage, { prompt: "Is anything missing?", closing: "Nothing is missing.", files: {} }, { version, more: ["--resume", result.session_id] });

    const asked = (await stage.cloud.messages()).slice(before);
    assert.deepEqual(
      again.answers.map(({ provider }) => provider),
      asked.map(() => "claude"),
    );
    assert.ok(asked.at(-1).body.messages.length > 10, "with the whole history, the local model's part included");
  });

  test(`Claude Code ${version}: an answer that is cut in its text is gone on with by the local model`, async (t) => {
    const stage = await setStage(t, {
      plays: [shoppingList.play],
      cloud: { chunkSize: 4, faults: [{ name: "cut-after-events:8", at: [7] }] },
    });
    const { answers } = await finish(t, stage, shoppingList, { version });

    assert.deepEqual(withoutRepeats(answers.map(({ provider }) => provider)), ["claude"], "nobody had to begin anew");
    assert.equal((await stage.local.messages()).length, 1, "the local model said the rest");
    assert.match(await stage.sidecar.metrics(), /claude_sidecar_continuations_total\{from="claude",to="local"\} 1/);
  });
}

/** Has a task done through the sidecar, and judges what must hold whatever went wrong. */
async function finish(t, stage, task, { version, env = {}, more = [] }) {
  await stage.sidecar.print(["ensure"]);
  const recorder = await startRecorder(t, await stage.sidecar.baseUrl(stage.workspace));
  const session = startTask(t, {
    version,
    prompt: task.prompt,
    cwd: stage.workspace,
    env: stage.environment({ ANTHROPIC_BASE_URL: recorder.url, ...env }),
    more,
  });
  const { exitCode, messages, result, stderr } = await session.end();

  assert.equal(exitCode, 0, stderr);
  assert.equal(result.is_error, false, result.result);
  assert.equal(result.result, task.closing);
  for (const [file, content] of Object.entries(task.files)) {
    assert.equal(textOf(stage.workspace, file), content, file);
  }

  if (task.tools !== undefined) {
    assert.deepEqual(
      toolCalls(messages).map(({ name }) => name),
      task.tools,
      "no call was lost, none was made twice",
    );
  }

  assert.deepEqual(
    toolResults(messages).filter((block) => block.is_error),
    [],
  );
  const answers = recorder.messages();
  assert.deepEqual(
    answers.filter(({ status, text }) => status !== 200 || text.includes("event: error")),
    [],
    "the client saw an error",
  );
  return { answers, result };
}

function withoutRepeats(values) {
  return values.filter((value, index) => value !== values[index - 1]);
}
