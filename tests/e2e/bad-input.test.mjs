// What is wrong is said in one sentence on stderr, with an exit code, and what was there is kept.
import assert from "node:assert/strict";
import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { textOf } from "./drivers/folders.mjs";
import { until } from "./drivers/until.mjs";
import { saying } from "./plays.mjs";
import { setStage } from "./stage.mjs";
import { atEnd } from "./drivers/endings.mjs";

/** One or more plain sentences, no stack trace. */
function assertPlain({ code, stderr }, says, exitCode = 1) {
  assert.equal(code, exitCode, stderr);
  assert.match(stderr, says);
  assert.doesNotMatch(stderr, /\n\s+at |Exception|Unhandled/);
  assert.ok(stderr.split("\n").length <= 4, stderr);
}

test("a broken sidecar.json is told with every path, and the old configuration stays in force", async (t) => {
  const stage = await setStage(t, { plays: [] });
  await stage.sidecar.serve();
  const before = await stage.sidecar.status();
  assert.equal(before.configurationError ?? null, null);

  stage.sidecar.configure('{ "listen": { "port": "many" }, "handover": { "switchBelow": 7 } }');
  const broken = await stage.sidecar.statusWhere("the error to be noticed", ({ configurationError }) => configurationError);
  assert.match(broken.configurationError, /listen\.port/);
  assert.match(broken.configurationError, /handover\.switchBelow/);
  assert.deepEqual(
    broken.backends.map(({ name, baseUrl }) => ({ name, baseUrl })),
    before.backends.map(({ name, baseUrl }) => ({ name, baseUrl })),
  );
});

test("a sidecar.json that cannot be read at the start is told, and the sidecar serves with the defaults", async (t) => {
  const stage = await setStage(t, { plays: [] });
  stage.sidecar.configure('{ "listen": { "port": 47600 ');
  // Not to serve at all would leave every synced session with a dead address.
  const child = await stage.sidecar.serve(["--port", String(stage.sidecar.port)]);
  assert.match(child.said(), /sidecar\.json/);
  assert.doesNotMatch(child.said(), /\n\s+at /);
  const { configurationError, backends } = await stage.sidecar.status();
  assert.match(configurationError, /sidecar\.json/);
  assert.deepEqual(
    backends.map(({ name, baseUrl }) => `${name} ${baseUrl}`),
    ["claude https://api.anthropic.com", "local http://127.0.0.1:11434"],
  );
});

test("a taken port is named, and the one that settings may point to is never changed", async (t) => {
  const stage = await setStage(t, { plays: [] });
  const child = await stage.sidecar.serve();
  child.kill("SIGTERM");
  await until("the end", () => child.exitCode === 0);

  const squatter = createServer();
  await new Promise((resolve) => squatter.listen(stage.sidecar.port, "127.0.0.1", resolve));
  atEnd(t, () => squatter.close());
  assertPlain(await stage.sidecar.command(["serve"]), new RegExp(`${stage.sidecar.port}`));
  assertPlain(await stage.sidecar.command(["serve", "--port", `${stage.sidecar.port}`]), new RegExp(`${stage.sidecar.port}.*--port`));
});

test("a state folder that is a file is named", async (t) => {
  const stage = await setStage(t, { plays: [] });
  const file = join(stage.home, "no-folder");
  writeFileSync(file, "");
  assertPlain(await stage.sidecar.command(["serve", "--state-dir", file]), /no-folder/);
});

test("an unknown provider is refused and the route stays as it was", async (t) => {
  const stage = await setStage(t, { plays: [] });
  await stage.sidecar.serve();
  const before = await stage.sidecar.status();
  assertPlain(await stage.sidecar.command(["switch", "nobody"]), /nobody/);
  assert.deepEqual((await stage.sidecar.status()).route, before.route);
});

test("without a running sidecar, status and switch say how to start it", async (t) => {
  const stage = await setStage(t, { plays: [] });
  assertPlain(await stage.sidecar.command(["status"]), /ensure|serve/);
  assertPlain(await stage.sidecar.command(["switch", "local"]), /ensure|serve/);
});

test("wrong usage ends with 2", async (t) => {
  const stage = await setStage(t, { plays: [] });
  assert.equal((await stage.sidecar.command(["serve", "--port", "many"])).code, 2);
  assert.equal((await stage.sidecar.command(["no-such-command"])).code, 2);
});

for (const [name, torn] of [
  ["torn", '{ "permissions": { "allow": ["Read"'],
  ["of the wrong kind", "[]"],
]) {
  test(`a settings file that is ${name} is left byte for byte as it is`, async (t) => {
    const stage = await setStage(t, { plays: [] });
    mkdirSync(join(stage.workspace, ".claude"));
    const file = join(stage.workspace, ".claude", "settings.json");
    writeFileSync(file, torn);
    await stage.sidecar.serve();
    assertPlain(await stage.sidecar.command(["sync", "--workspace", stage.workspace]), /settings\.json/);
    assert.equal(readFileSync(file, "utf8"), torn);
  });
}

test("with the limit reached and the local server down, the client is told so once and not to retry", async (t) => {
  const stage = await setStage(t, { plays: [saying("hello", "Hello.")], cloud: { limitAtRequest: 1 } });
  await stage.sidecar.serve();
  stage.local.child.kill("SIGKILL");
  await until("the local stand-in to be gone", () => stage.local.child.exitCode !== null || stage.local.child.signalCode !== null);
  const answer = await fetch(`${stage.sidecar.url}/v1/messages`, {
    method: "POST",
    headers: {
      authorization: "Bearer sk-ant-oat01-test",
      "content-type": "application/json",
      "anthropic-version": "2023-06-01",
      "anthropic-beta": "oauth-2025-04-20",
    },
    body: JSON.stringify({ model: "claude-sonnet-5", max_tokens: 64, messages: [{ role: "user", content: "hello" }] }),
  });
  const body = await answer.json();
  assert.equal(answer.status, 503);
  assert.equal(answer.headers.get("x-should-retry"), "false");
  assert.equal(body.error.type, "api_error");
  assert.match(body.error.message, /reset|local/i);
});

test("a state folder that others could read is made private", async (t) => {
  const stage = await setStage(t, { plays: [] });
  chmodSync(stage.sidecar.state, 0o755);
  await stage.sidecar.serve();
  assert.equal(statSync(stage.sidecar.state).mode & 0o777, 0o700);
  assert.equal(statSync(join(stage.sidecar.state, "token")).mode & 0o777, 0o600);
  assert.ok(textOf(stage.sidecar.state, "token").trim().length >= 32);
});
