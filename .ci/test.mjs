// `npm test`: install, build, lint, and the tests that need nothing but this repository. Ends badly when anything does.
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { buildExtension, buildServer } from "./build.mjs";
import { dotnetTests } from "./dotnet-tests.mjs";
import { nodeTests } from "./node-tests.mjs";
import { artifacts, Failure, heading, installPackages, main, root, run } from "./steps.mjs";
import { readResults } from "./sum.mjs";

async function lint() {
  heading("lint");
  await run("dotnet", ["restore", "ClaudeSidecar.sln", "--verbosity", "quiet"]);
  // The benchmarks too: no test would notice that they no longer compile.
  await run("dotnet", ["build", "ClaudeSidecar.sln", "--no-restore", "--nologo", "--verbosity", "quiet"]);
  await run("npm", ["run", "--silent", "lint"]);
  await run("dotnet", ["format", "ClaudeSidecar.sln", "--verify-no-changes", "--no-restore"]);
}

async function serverTests() {
  heading("test the sidecar");
  await dotnetTests("server");
}

async function extensionTests() {
  heading("test the extension");
  await nodeTests("extension", (reporters) => [join("tests", "extension", "run.mjs"), ...reporters]);
}

async function clientTests() {
  heading("test with the official clients");
  const folder = join(root, "tests", "sdk");
  await installPackages(folder);
  const files = readdirSync(folder)
    .filter((name) => name.endsWith(".test.mjs"))
    .sort()
    .map((name) => join(folder, name));
  await nodeTests("sdk", (reporters) => ["--test", "--test-concurrency=1", "--test-timeout=300000", ...reporters, ...files]);
}

await main(async () => {
  rmSync(join(artifacts, "results"), { recursive: true, force: true });
  await installPackages();
  await buildServer();
  await buildExtension();
  // Every part runs even when an earlier one failed: one run should tell all there is to know.
  const failures = [];
  for (const part of [lint, serverTests, extensionTests, clientTests]) {
    try {
      await part();
    } catch (error) {
      failures.push(error.message);
    }
  }

  heading("totals");
  for (const { part, passed, failed } of readResults()) {
    console.log(`${part.padEnd(12)} ${passed} passed, ${failed} failed`);
  }

  if (failures.length > 0) {
    throw new Failure(failures.join("\n"));
  }
});
