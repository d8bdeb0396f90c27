import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { firstArguments } from "./fakes/source";

const bundle = JSON.parse(readFileSync("extension/l10n/bundle.l10n.zh-cn.json", "utf8")) as Record<string, string>;
const used = firstArguments("t");

function placeholders(text: string): readonly string[] {
  return [...new Set(text.match(/\{\d+\}/g) ?? [])].sort();
}

describe("the Chinese bundle", () => {
  it("knows every text of the source, and none that is not there", () => {
    assert.deepEqual([...new Set(used.map(({ text }) => text))].sort(), Object.keys(bundle).sort());
  });

  it("keeps every argument", () => {
    for (const [text, translated] of Object.entries(bundle)) {
      assert.deepEqual(placeholders(translated), placeholders(text), text);
    }
  });

  it("can be looked up: the source translates literals only", () => {
    assert.deepEqual(used.filter(({ text }) => text === undefined), []);
  });
});
