// `npm test`: install, build, lint, and the tests that need nothing but this repository. Ends badly when anything does.
import { readFileSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { buildExtension, buildServer } from "./build.mjs";
import { nodeTests } from "./node-tests.mjs";
import { artifacts, exitCode, Failure, heading, installPackages, main, record, root, run } from "./steps.mjs";
import { readResults } from "./sum.mjs";

async function lint() {
  heading("lint");
  await run("dotnet", ["restore", "ClaudeSidecar.sln", "--verbosity", "quiet"]);
  await run("npm", ["run", "--silent", "lint"]);
  await run("dotnet", ["format", "ClaudeSidecar.sln", "--verify-no-changes", "--no-restore"]);
}

async function serverTests() {
  heading("test the sidecar");
  const results = join(artifacts, "results");
  const report = join(results, "server.trx");
  rmSync(report, { force: true });
  const code = await exitCode("dotnet", [
    "test",
    "tests/server/ClaudeSidecar.Tests.csproj",
    "--nologo",
    "--results-directory",
    results,
    "--logger",
    "trx;LogFileName=server.trx",
  ]);
  const text = readText(report);
  const counters = /<Counters [^>]*passed="(\d+)" failed="(\d+)"/.exec(text);
  const [passed, failed] = counters === null ? [0, 1] : counters.slice(1).map(Number);
  record("server", { passed, failed: failed === 0 && (code !== 0 || passed === 0) ? 1 : failed, failures: failuresIn(text) });
  if (code !== 0 || failed > 0 || passed === 0) {
    throw new Failure(
      passed + failed === 0 ? "No test of the sidecar has run." : `${failed} of ${passed + failed} tests of the sidecar failed.`,
    );
  }
}

// Which tests a report of `dotnet test` calls failed, and what each said first.
function failuresIn(report) {
  return report
    .split("<UnitTestResult ")
    .slice(1)
    .filter((result) => /^[^>]*outcome="Failed"/.test(result))
    .map((result) => {
      const name = /testName="([^"]*)"/.exec(result)?.[1];
      const [, why = "", where = ""] = /<Message>([^<]*)<\/Message>(?:\s*<StackTrace>([^<]*))?/.exec(result) ?? [];
      const line = /in \S+:line \d+/.exec(where)?.[0] ?? "";
      return `${name}: ${why.split("\n", 6).join(" ").slice(0, 400)} ${line}`.trim();
    });
}

function readText(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
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
