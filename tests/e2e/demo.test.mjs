// `npm start -- --demo` tells the whole story to its end.
import assert from "node:assert/strict";
import { test } from "node:test";
import { finish } from "./drivers/children.mjs";
import { root, temporaryFolder } from "./drivers/folders.mjs";

test("the demo plays to its end within two minutes and tells what happened", async (t) => {
  // The build is there already: the demo's own two minutes are what counts.
  const env = { ...process.env, HOME: temporaryFolder(t, "home") };
  const { code, stdout, stderr } = await finish(process.execPath, [".ci/demo.mjs"], { cwd: root, env, timeout: 180_000 });
  assert.equal(code, 0, `${stdout}\n${stderr}`);
  for (const told of [/429: the 5-hour window is used up/, /the window has reset/, /I am Claude again/, /what happened/]) {
    assert.match(stdout, told);
  }

  assert.doesNotMatch(stdout, /✘/);
  const seconds = Math.max(...[...stdout.matchAll(/^ *(\d+\.\d) s /gm)].map(([, time]) => Number(time)));
  assert.ok(seconds > 0 && seconds < 120, `${seconds} s`);
});
