// Compiles every *.test.ts below this folder and runs it with Node's own test runner.
// usage: node tests/extension/run.mjs [--OPTION OF THE RUNNER…] [part of a file's path]
import { spawnSync } from "node:child_process";
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

const source = "tests/extension";
const output = "dist/tests/extension";
const options = process.argv.slice(2).filter((word) => word.startsWith("--"));
const wanted = process.argv.slice(2).find((word) => !word.startsWith("--")) ?? "";

const tests = readdirSync(source, { recursive: true })
  .map(String)
  .filter((file) => file.endsWith(".test.ts") && file.includes(wanted));
if (tests.length === 0) {
  console.error(`No test file's path contains "${wanted}".`);
  process.exit(1);
}

rmSync(output, { recursive: true, force: true });
await build({
  entryPoints: tests.map((file) => join(source, file)),
  outbase: source,
  outdir: output,
  outExtension: { ".js": ".cjs" },
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node20",
  packages: "external",
  sourcemap: "inline",
  logLevel: "warning",
});

const compiled = tests.map((file) => join(output, file.replace(/\.ts$/, ".cjs")));
const { status } = spawnSync(process.execPath, ["--enable-source-maps", "--test", "--test-timeout=30000", ...options, ...compiled], {
  stdio: "inherit",
  // Texts tell local times; what is expected of them is written for this zone.
  env: { ...process.env, TZ: "UTC" },
});
process.exit(status ?? 1);
