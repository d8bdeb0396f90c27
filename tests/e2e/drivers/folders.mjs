// Folders that live as long as one test.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { atEnd } from "./endings.mjs";

/** The repository's folder. */
export const root = join(import.meta.dirname, "..", "..", "..");

/** A new empty folder, removed after the test. */
export function temporaryFolder(t, name) {
  const folder = mkdtempSync(join(tmpdir(), `claude-sidecar-${name}-`));
  atEnd(t, () => rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }));
  return folder;
}

/** A file's text; null when there is none. */
export function textOf(...path) {
  try {
    return readFileSync(join(...path), "utf8");
  } catch (error) {
    if (error.code === "ENOENT") {
      return null;
    }

    throw error;
  }
}
