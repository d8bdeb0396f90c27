// The results of every part that has run; `node .ci/sum.mjs PART…` names what failed, prints the sum as its last line,
// and ends badly when a part failed or is missing.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { artifacts } from "./steps.mjs";

/** One entry for each part that left a result. */
export function readResults() {
  const folder = join(artifacts, "results");
  return existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith(".json"))
        .map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")))
    : [];
}

if (process.argv[1] === import.meta.filename) {
  const expected = process.argv.slice(2);
  const results = readResults();
  const missing = expected.filter((part) => !results.some((result) => result.part === part && result.passed + result.failed > 0));
  for (const part of missing) {
    console.error(`No test of ${part} has run.`);
  }

  // A log may be kept by its end only.
  for (const { part, failures = [] } of results) {
    for (const failure of failures) {
      console.log(`failed in ${part}: ${failure}`);
    }
  }

  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  const failed = sum("failed") + missing.length;
  console.log(`${sum("passed")} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
}
