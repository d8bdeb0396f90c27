import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { looksSecret } from "../../../extension/ui/editorFiles";

describe("files that look secret", () => {
  // The server's rules are tested with the same list.
  for (const line of readFileSync("tests/fixtures/secret-files.txt", "utf8").trim().split("\n")) {
    it(line, () => assert.equal(looksSecret(line.slice(line.indexOf(" ") + 1)), line.startsWith("secret ")));
  }
});
