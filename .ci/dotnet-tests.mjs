// Runs tests of the sidecar with `dotnet test`, counted for the sum at the end.
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { artifacts, exitCode, Failure, record } from "./steps.mjs";

/** Runs all of them, or those that `more` chooses, as one part. Throws when a test fails, or when there was none. */
export async function dotnetTests(part, { more = [], env = {} } = {}) {
  const results = join(artifacts, "results");
  const report = join(results, `${part}.trx`);
  rmSync(report, { force: true });
  const code = await exitCode(
    "dotnet",
    ["test", "tests/server/ClaudeSidecar.Tests.csproj", "--nologo", "--results-directory", results, "--logger", `trx;LogFileName=${part}.trx`, ...more],
    { env: { ...process.env, ...env } },
  );
  const text = readText(report);
  const counters = /<Counters [^>]*passed="(\d+)" failed="(\d+)"/.exec(text);
  const [passed, failed] = counters === null ? [0, 1] : counters.slice(1).map(Number);
  record(part, { passed, failed: failed === 0 && (code !== 0 || passed === 0) ? 1 : failed, failures: failuresIn(text) });
  outputsIn(text).forEach((output) => console.log(output));
  if (code !== 0 || failed > 0 || passed === 0) {
    throw new Failure(passed + failed === 0 ? `No test of ${part} has run.` : `${failed} of ${passed + failed} tests of ${part} failed.`);
  }
}

// What tests have found out, as tables: the runner itself shows it of failed tests only.
function outputsIn(report) {
  return [...report.matchAll(/<StdOut>([^<]*)<\/StdOut>/g)].map(([, text]) => `\n${text.trimEnd()}`);
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
