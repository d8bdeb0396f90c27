// Two editors and a terminal share one sidecar and one quota.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { realpathSync } from "node:fs";
import { test } from "node:test";
import { startTask, versions } from "./drivers/claude.mjs";
import { openBySocket, openEditor } from "./drivers/editorLink.mjs";
import { temporaryFolder } from "./drivers/folders.mjs";
import { program } from "./drivers/sidecar.mjs";
import { until } from "./drivers/until.mjs";
import { saying } from "./plays.mjs";
import { setStage } from "./stage.mjs";
import { atEnd } from "./drivers/endings.mjs";

function used(quota) {
  return quota.windows.find(({ name }) => name === "5h")?.used;
}

test("two editors, one by socket and one by stdio, and a terminal see one process and one quota", async (t) => {
  const stage = await setStage(t, {
    plays: [saying("Say something.", "Something.")],
    cloud: { quota: { "5h": { used: 0.25, perRequest: 0.05, resetsInSeconds: 9000 }, "7d": { used: 0.1 } } },
  });
  const other = realpathSync(temporaryFolder(t, "other"));
  await stage.sidecar.print(["ensure"]);
  const { pid } = stage.sidecar.instance();

  const first = await openBySocket(t, stage.sidecar, stage.workspace);
  const attached = spawn(program, ["attach", "--stdio"], { env: stage.sidecar.environment, stdio: ["pipe", "pipe", "inherit"] });
  atEnd(t, () => attached.kill("SIGKILL"));
  const second = await openEditor(t, attached.stdout, attached.stdin, other);

  assert.notEqual(first.baseUrl, second.baseUrl, "each folder has a key of its own");
  const session = await startTask(t, {
    version: versions[1],
    prompt: "Say something.",
    cwd: stage.workspace,
    env: stage.environment({ ANTHROPIC_BASE_URL: first.baseUrl }),
  }).end();
  assert.equal(session.result?.result, "Something.", session.stderr);

  const told = JSON.parse(await stage.sidecar.print(["status", "--json"]));
  const share = used(told.quota);
  assert.ok(share > 0.25 && share < 1, `used: ${share}`);
  await until("both editors to be told the same share", () => used(first.quota) === share && used(second.quota) === share);
  assert.deepEqual([first.pid, second.pid, told.pid], [pid, pid, pid]);

  // What one switches, all see.
  await stage.sidecar.print(["switch", "local"]);
  await until("both editors to see the switch", () => first.route.provider === "local" && second.route.provider === "local");
  await second.link.sendRequest("sidecar.switch", { provider: "auto" });
  await until("the other editor to see it taken back", () => first.route.mode === "auto" && first.route.provider === "claude");
});

test("a second serve finds the first and says so", async (t) => {
  const stage = await setStage(t, { plays: [] });
  await stage.sidecar.serve();
  const { pid } = stage.sidecar.instance();
  const { code, stderr } = await stage.sidecar.command(["serve"]);
  assert.equal(code, 1);
  assert.match(stderr, new RegExp(`${pid}`));
  assert.equal(stage.sidecar.instance().pid, pid);
});
