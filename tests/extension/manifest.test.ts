import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { commandIds } from "../../extension/ui/commandIds";
import { tooltipCommands } from "../../extension/ui/tooltip";
import { firstArguments } from "./fakes/source";

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string; readonly category: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, { readonly markdownDescription?: string; readonly default?: unknown }>> };
  };
  readonly capabilities: { readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] } };
}

const text = readFileSync("package.json", "utf8");
const manifest = JSON.parse(text) as Manifest;
const english = read("package.nls.json");
const chinese = read("package.nls.zh-cn.json");
const settings = manifest.contributes.configuration.properties;

function read(file: string): Readonly<Record<string, string>> {
  return JSON.parse(readFileSync(file, "utf8")) as Record<string, string>;
}

describe("the manifest", () => {
  it("declares every command of the table, and no other", () => {
    assert.deepEqual(manifest.contributes.commands.map(({ command }) => command).sort(), [...commandIds].sort());
    assert.deepEqual(tooltipCommands.filter((command) => !commandIds.includes(command)), []);
  });

  it("calls the commands what the documentation calls them", () => {
    const titles = manifest.contributes.commands.map(({ category, title }) => `${category}: ${english[title.slice(1, -1)] ?? title}`);
    assert.deepEqual(titles, [
      "ClaudeSidecar: Switch to Local Model",
      "ClaudeSidecar: Switch Back to Claude",
      "ClaudeSidecar: Automatic",
      "ClaudeSidecar: Show Status",
      "ClaudeSidecar: Sync Settings",
      "ClaudeSidecar: Remove Settings",
      "ClaudeSidecar: Start Claude Code in Terminal",
      "ClaudeSidecar: Restart Sidecar",
      "ClaudeSidecar: Show Log",
      "ClaudeSidecar: Show Menu",
    ]);
  });

  it("declares every setting that is read, and reads every one that it declares", () => {
    const read = firstArguments("get").filter(({ file }) => file.endsWith("config.ts"));
    assert.deepEqual(read.map(({ text }) => `claudeSidecar.${text ?? "?"}`).sort(), Object.keys(settings).sort());
  });

  it("describes every setting and gives it a default", () => {
    for (const [key, setting] of Object.entries(settings)) {
      assert.match(setting.markdownDescription ?? "", /^%setting\./, key);
      assert.notEqual(setting.default, undefined, key);
    }
  });

  it("takes nothing that names a program or changes a terminal from an untrusted workspace", () => {
    assert.deepEqual(
      [...manifest.capabilities.untrustedWorkspaces.restrictedConfigurations].sort(),
      Object.keys(settings).filter((key) => /\.(path|command|environment)$/.test(key)).sort(),
    );
  });

  it("has each of its texts in both languages, and none too many", () => {
    const used = new Set([...text.matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key));
    assert.deepEqual(Object.keys(english).sort(), [...used].sort());
    assert.deepEqual(Object.keys(chinese).sort(), [...used].sort());
  });
});
