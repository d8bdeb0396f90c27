// `npm run test:e2e [FILE…]`: the tests that drive the real Claude Code and a real VS Code. Needs `npm run build` before.
import { existsSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { nodeTests } from "./node-tests.mjs";
import { Failure, heading, main, root, run, sidecar } from "./steps.mjs";

const folder = join(root, "tests", "e2e");

await main(async () => {
  if (!existsSync(sidecar)) {
    throw new Failure(`${relative(root, sidecar)} is not there; run \`npm run build\` first.`);
  }

  heading("end-to-end: install the programs");
  await run(process.execPath, [join(folder, "install.mjs")]);
  await run("bash", [join(folder, "setup-code-server.sh")]);

  heading("end-to-end tests");
  const chosen = process.argv.slice(2);
  const files =
    chosen.length > 0
      ? chosen
      : readdirSync(folder)
          .filter((name) => name.endsWith(".test.mjs"))
          .sort()
          .map((name) => join(folder, name));
  // One after another: two cores are shared by a browser, an editor and Claude Code. The time is that of a whole file.
  await nodeTests("e2e", (reporters) => ["--test", "--test-concurrency=1", "--test-timeout=900000", ...reporters, ...files]);
});
