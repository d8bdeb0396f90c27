import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { removeEverything } from "../../../extension/sidecar/removal";
import { program, tempFolder } from "../fakes/tempFolder";

/** Runs the removal over these folders, and answers the commands that the sidecar got. */
async function commands(test: TestContext, workspaces: string | undefined): Promise<readonly string[][]> {
  const folder = tempFolder(test);
  const record = join(folder, "commands");
  // The first folder's settings are torn: that command fails.
  const script = `
    require("node:fs").appendFileSync(${JSON.stringify(record)}, JSON.stringify(process.argv.slice(2)) + "\\n");
    process.exit(process.argv.includes("/torn") ? 1 : 0);`;
  if (workspaces !== undefined) {
    writeFileSync(join(folder, "workspaces.json"), workspaces);
  }

  await removeEverything(program(folder, script), folder, process.env);
  assert.ok(existsSync(record));
  return readFileSync(record, "utf8").trimEnd().split("\n").map((line) => JSON.parse(line) as string[]);
}

describe("the removal after an uninstall", () => {
  it("takes our keys out of every folder, whatever fails for one of them, and then stops the sidecar", async (test) => {
    assert.deepEqual(await commands(test, '{"k1":"/torn","k2":"/home/dev/app"}'), [
      ["sync", "--workspace", "/torn", "--remove"],
      ["sync", "--workspace", "/home/dev/app", "--remove"],
      ["stop"],
    ]);
  });

  it("only stops the sidecar where no folder is known", async (test) => {
    assert.deepEqual(await commands(test, undefined), [["stop"]]);
    assert.deepEqual(await commands(test, "torn{"), [["stop"]]);
  });
});
