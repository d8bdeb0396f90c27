import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";

/** A folder that goes when the test does. */
export function tempFolder(test: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "claude-sidecar-"));
  test.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A program that runs `script` with Node.js: a stand-in for `claude-sidecar`. */
export function program(folder: string, script: string): string {
  const file = join(folder, "claude-sidecar");
  writeFileSync(file, `#!${process.execPath}\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}
