// A real VS Code: what it shows reaches the local model, unless the user does not want that, and its status bar says how much of a session did.
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { versions } from "./drivers/claude.mjs";
import { until } from "./drivers/until.mjs";
import { startEditor } from "./drivers/vscode.mjs";
import { saying } from "./plays.mjs";
import { Chance, moduleText } from "./sessions/chance.mjs";
import { setStage } from "./stage.mjs";

const window = 16_384;
const books = Array.from({ length: 12 }, (_, index) => `book${index}.mjs`);
const lantern = 'export const oil = "rapeseed";';
const named = "The user has open: lantern.mjs (javascript)";

test("in VS Code, a local model learns what is open and selected, and the tooltip how much of the session it got", async (t) => {
  const stage = await setStage(t, {
    plays: [readBooks(), saying("Which oil is it?", "It is rapeseed oil.")],
    cloud: { quota: { "5h": { used: 0.3, resetsInSeconds: 9000 } } },
  });
  stage.sidecar.configure({
    listen: { port: stage.sidecar.port },
    providers: [
      { name: "claude", dialect: "anthropic", baseUrl: stage.cloud.url, credentials: "client" },
      { name: "local", dialect: "openai", baseUrl: stage.local.url, model: "qwen3-coder:30b", contextWindow: window, local: true, priority: 100 },
    ],
  });
  prepareWorkspace(stage.workspace);
  const editor = await startEditor(t, stage, versions.at(-1));
  const page = await editor.open(stage.workspace);
  await page.statusItem(/Claude –/);
  await page.openFile("lantern.mjs");

  await page.command("ClaudeSidecar: Start Claude Code in Terminal");
  await page.terminalShows("❯");
  await page.ask("Read all the books.", "All the books are read.");
  const ahead = await contextWhere(stage, ({ text }) => text.includes(named));
  assert.ok(ahead.text.includes(lantern), "the selected line is told, too");
  assert.ok(ahead.ahead && ahead.before > window && ahead.tokens < window, `${ahead.before} → ${ahead.tokens}`);

  await page.command("ClaudeSidecar: Switch to Local Model");
  await page.statusItem(/Local qwen3-coder/);
  await page.focusTerminal();
  await page.ask("Which oil is it?", "It is rapeseed oil.");
  const prompt = JSON.stringify((await stage.local.messages()).at(-1).body.messages);
  assert.ok(prompt.includes(named) && prompt.includes(JSON.stringify(lantern).slice(1, -1)), "the local model got both");
  const told = await until("the tooltip to say how much of the session the local model got", async () => {
    const text = await page.tooltip(/Local qwen3-coder/);
    return /It got (\d+)k → ([\d.]+)k tokens of the session/.exec(text);
  });
  const [before, after] = told.slice(1).map(Number);
  assert.ok(before * 1000 > window && after * 1000 < window, told[0]);
  await page.screenshot("6-how-much-of-the-session");

  await page.command("ClaudeSidecar: Switch Back to Claude");
  await page.statusItem(/5h 30%/);
  await page.switchOff("claudeSidecar.editor.share");
  await page.command("Terminal: Kill the Active Terminal Instance");
  await page.command("ClaudeSidecar: Start Claude Code in Terminal");
  await page.terminalShows("❯");
  await page.ask("Read all the books.", "All the books are read.");
  const silent = await contextWhere(stage, ({ session, text }) => session !== ahead.session && text.includes("book0"));
  assert.doesNotMatch(silent.text, /lantern|rapeseed/, "nothing of what is open is told");
});

/** The context of the session that was seen last, once it is as wanted. */
function contextWhere(stage, fits) {
  let last;
  return until(
    () => `the context; it is ${last?.text}`,
    async () => {
      last = await stage.sidecar.handoff();
      return fits(last) ? last : null;
    },
  );
}

function readBooks() {
  const read = (name) => ({ name: "Read", input: { file_path: `\${cwd}/${name}` } });
  const steps = [0, 4, 8].map((first) => ({ text: "", tools: books.slice(first, first + 4).map(read) }));
  return { match: { lastUser: "Read all the books." }, steps: [...steps, { text: "All the books are read." }] };
}

function prepareWorkspace(folder) {
  const chance = new Chance(5);
  mkdirSync(folder, { recursive: true });
  books.forEach((name, index) => writeFileSync(join(folder, name), moduleText(chance, `book${index}`, 16)));
  writeFileSync(join(folder, "lantern.mjs"), `${lantern}\n`);
}
