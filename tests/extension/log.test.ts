import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { writeLine } from "../../extension/log";

describe("the log", () => {
  const written: string[] = [];
  const note = (level: string) => (message: string) => written.push(`${level}: ${message}`);
  const log = { trace: note("trace"), debug: note("debug"), info: note("info"), warn: note("warn"), error: note("error") };

  it("takes each line with the level that it came with, and one of an unknown level as information", () => {
    for (const level of ["trace", "debug", "info", "warning", "error", "of a later version"]) {
      writeLine(log, { level, message: `sent as ${level}` });
    }

    assert.deepEqual(written, [
      "trace: sent as trace",
      "debug: sent as debug",
      "info: sent as info",
      "warn: sent as warning",
      "error: sent as error",
      "info: sent as of a later version",
    ]);
  });
});
