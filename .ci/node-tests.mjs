// Runs tests with Node's own runner: shown as they go, and counted for the sum at the end.
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { artifacts, exitCode, Failure, record } from "./steps.mjs";

/** Runs `node COMMAND…`, which takes the options of Node's test runner. Throws when a test fails, or when there was none. */
export async function nodeTests(part, command) {
  const counts = join(artifacts, "results", `${part}.counts`);
  mkdirSync(join(artifacts, "results"), { recursive: true });
  rmSync(counts, { force: true });
  const reporters = [
    "--test-reporter=spec",
    "--test-reporter-destination=stdout",
    `--test-reporter=${pathToFileURL(join(import.meta.dirname, "tally.mjs"))}`,
    `--test-reporter-destination=${counts}`,
  ];
  const code = await exitCode(process.execPath, command(reporters));
  const { passed, failed, failures } = existsSync(counts) ? JSON.parse(readFileSync(counts, "utf8")) : { passed: 0, failed: 0, failures: [] };
  record(part, { passed, failed: code !== 0 ? Math.max(failed, 1) : failed, failures });
  if (passed + failed === 0) {
    throw new Failure(`No test of ${part} has run.`);
  }

  if (code !== 0 || failed > 0) {
    throw new Failure(`${Math.max(failed, 1)} of ${passed + failed} tests of ${part} failed.`);
  }
}
