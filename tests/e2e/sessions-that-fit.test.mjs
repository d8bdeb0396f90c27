// Long sessions of the real Claude Code are made to fit small windows: every request is valid, what is needed is in it, its beginning stays.
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { finish } from "./drivers/children.mjs";
import { root, temporaryFolder } from "./drivers/folders.mjs";
import { record } from "./sessions/record.mjs";
import { scenes } from "./sessions/scenes/all.mjs";

test("six sessions of 40 to 400 turns fit windows from 8k to 128k, valid, with what is needed, and with a beginning that stays", async (t) => {
  const folder = temporaryFolder(t, "sessions");
  const sessions = await recordAll(t, folder);
  for (const { name, version, turns, tokens, facts, seconds } of sessions) {
    t.diagnostic(`${name} (Claude Code ${version}): ${turns} turns, ${Math.round(tokens / 1000)}k tokens, ${facts.length} facts, ${seconds} s`);
    assert.ok(turns >= 40 && tokens >= 50_000, `${name} is shorter than it is meant to be`);
  }

  assert.ok(Math.max(...sessions.map(({ turns }) => turns)) >= 400);
  assert.ok(Math.max(...sessions.map(({ tokens }) => tokens)) >= 900_000);

  const bench = join(root, "tests", "bench");
  const { code, stdout, stderr } = await finish("dotnet", ["run", "-c", "Release", "--project", bench, "--", "fit", folder], { timeout: 600_000 });
  stdout.split("\n").forEach((line) => t.diagnostic(line));

  assert.equal(code, 0, `${stdout}\n${stderr}`);
  for (const { name } of sessions) {
    assert.equal(stdout.split(`| ${name} |`).length - 1, 5, `${name} in five windows`);
  }
});

/** Two at a time, the longest first. */
async function recordAll(t, folder) {
  const left = [...scenes];
  const recorded = [];
  const work = async () => {
    for (let scene = left.shift(); scene !== undefined; scene = left.shift()) {
      recorded.push(await record(t, scene, folder));
    }
  };
  await Promise.all([work(), work()]);
  return recorded;
}
