// A real VS Code (code-server) in a real browser.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { finish } from "./children.mjs";
import { claudeBinary } from "./claude.mjs";
import { root, temporaryFolder } from "./folders.mjs";
import { freePort } from "./sidecar.mjs";
import { until } from "./until.mjs";
import { atEnd } from "./endings.mjs";

const installation = join(process.env.CODE_SERVER_HOME ?? join(import.meta.dirname, "..", "code-server"), "node_modules");
const node = join(installation, `node-linux-${process.arch}`, "bin", "node");
const entry = join(installation, "code-server", "out", "node", "entry.js");

/** Where screenshots go; git ignores it. */
const screenshots = join(root, "artifacts", "screenshots");

/** What keeps the editor quiet, so that only what is tested is on the screen. */
const settings = {
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "security.workspace.trust.enabled": false,
  "telemetry.telemetryLevel": "off",
  "terminal.integrated.gpuAcceleration": "off",
  "extensions.autoUpdate": false,
};

/** An editor with the packaged extension, in whose terminals `claude` is Claude Code of the given version. */
export async function startEditor(t, stage, version) {
  const programs = join(stage.home, "bin");
  mkdirSync(programs);
  symlinkSync(claudeBinary(version), join(programs, "claude"));
  writeFileSync(join(stage.home, ".bashrc"), `PATH="${programs}:$PATH"\n`);
  const env = stage.environment({ SHELL: "/bin/bash" });
  const editor = new Editor(t);
  await editor.install(await packageExtension(), env);
  await editor.start(env);
  return editor;
}

/** The .vsix for this platform, as `npm run package` makes it. */
async function packageExtension() {
  const { code, stdout, stderr } = await finish("npm", ["run", "--silent", "package"], { cwd: root, timeout: 300_000 });
  if (code !== 0) {
    throw new Error(`The extension was not packaged: ${stdout}\n${stderr}`);
  }

  return join(root, "dist", `claude-sidecar-linux-${process.arch}.vsix`);
}

/** The editor's server with extensions of its own; windows are opened from it. */
export class Editor {
  #t;
  #folder;
  #url;
  #browser;

  constructor(t) {
    this.#t = t;
    this.#folder = temporaryFolder(t, "editor");
    mkdirSync(join(this.#folder, "data", "User"), { recursive: true });
    writeFileSync(this.#settings, JSON.stringify(settings));
  }

  /** Installs a .vsix, as a user does. */
  async install(vsix, env) {
    const { code, stdout, stderr } = await finish(node, [entry, "--install-extension", vsix, ...this.#folders], { env });
    if (code !== 0) {
      throw new Error(`The extension was not installed: ${stdout}\n${stderr}`);
    }
  }

  /** Starts the server. */
  async start(env) {
    const port = await freePort();
    this.#url = `http://127.0.0.1:${port}`;
    const options = ["--auth", "none", "--bind-addr", `127.0.0.1:${port}`, "--disable-telemetry", "--disable-update-check"];
    // A group of its own: the extension hosts and terminals end with it.
    const child = spawn(node, [entry, ...options, "--disable-workspace-trust", ...this.#folders], { env, detached: true, stdio: "ignore" });
    atEnd(this.#t, async () => {
      await this.#browser?.close();
      process.kill(-child.pid, "SIGKILL");
    });
    await until("the editor's server", () =>
      fetch(`${this.#url}/healthz`).then(
        (answer) => answer.ok,
        () => false,
      ),
    );
    this.#browser = await chromium.launch({
      executablePath: ["/usr/bin/chromium", "/usr/bin/google-chrome"].find(existsSync),
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        "--disable-quic",
      ],
    });
  }

  /** Opens a window on a folder. */
  async open(folder) {
    const page = await this.#browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.goto(`${this.#url}/?folder=${encodeURIComponent(folder)}`, { waitUntil: "commit", timeout: 60_000 });
    await page.locator(".statusbar").waitFor({ timeout: 60_000 });
    return new Window(page, this.#settings);
  }

  get #settings() {
    return join(this.#folder, "data", "User", "settings.json");
  }

  get #folders() {
    return ["--user-data-dir", join(this.#folder, "data"), "--extensions-dir", join(this.#folder, "extensions")];
  }
}

/** One window. */
export class Window {
  #settings;

  /** `settings` is the file of the user's. */
  constructor(page, settings) {
    this.page = page;
    this.#settings = settings;
  }

  /** Waits for an item of the status bar by its text and gives that text back. */
  async statusItem(pattern, seconds = 60) {
    const item = this.page.locator(".statusbar-item").filter({ hasText: pattern }).first();
    try {
      await item.waitFor({ timeout: seconds * 1000 });
    } catch (error) {
      await this.screenshot("what-was-there-instead");
      throw error;
    }

    return (await item.innerText()).trim();
  }

  /** Runs a command from the palette by its title. */
  async command(title) {
    await this.page.keyboard.press("F1");
    const input = this.page.locator(".quick-input-widget input");
    await input.waitFor();
    await input.fill(`>${title}`);
    // The list is filtered a moment later, in the same rows: a click might meet another command.
    await this.page.locator(".quick-input-list .monaco-list-row.focused").filter({ hasText: title }).waitFor();
    await input.press("Enter");
  }

  /** Opens a file of the folder by its name, and selects its first line. */
  async openFile(name) {
    await this.page.keyboard.press("Control+P");
    const input = this.page.locator(".quick-input-widget input");
    await input.waitFor();
    await input.fill(name);
    await this.page.locator(".quick-input-list .monaco-list-row.focused").filter({ hasText: name }).waitFor();
    await input.press("Enter");
    await this.page.locator(".editor-group-container.active .tab.active").filter({ hasText: name }).waitFor();
    await this.page.locator(".editor-group-container.active .monaco-editor.focused .view-line").first().waitFor();
    await this.page.keyboard.press("Control+Home");
    await this.page.keyboard.press("Shift+End");
  }

  /** Takes the tick off a setting, as a user does, waits until that is saved, and returns to the file that was open. */
  async switchOff(setting) {
    await this.command("Preferences: Open Settings (UI)");
    const search = this.page.locator(".settings-editor .search-container .monaco-editor");
    await search.waitFor();
    await search.click();
    await this.page.keyboard.type(`@id:${setting}`);
    const tick = this.page.locator(".settings-editor .setting-value-checkbox");
    await tick.and(this.page.locator("[aria-checked=true]")).click();
    // The tick goes at once, the setting is written a moment later: not any more where its page has been left.
    await until(`${setting} to be off`, () => new RegExp(`"${setting}": *false`).test(readFileSync(this.#settings, "utf8")));
    await this.page.keyboard.press("Escape");
    await this.page.locator(".settings-editor").waitFor({ state: "hidden" });
  }

  /** What is shown while the mouse rests on an item of the status bar; empty where that goes away before it is read, as it does when the state changes. */
  async tooltip(pattern) {
    await this.page.locator(".monaco-workbench").hover();
    await this.page.locator(".statusbar-item").filter({ hasText: pattern }).first().hover();
    const hover = this.page.locator(".monaco-hover:visible").first();
    const text = await hover.innerText({ timeout: 5_000 }).catch(() => "");
    return text.replaceAll("\u00a0", " ");
  }

  /** Puts the cursor into the terminal. */
  async focusTerminal() {
    await this.page.locator(".terminal-wrapper.active .xterm-screen").click();
  }

  /** What the terminal shows. */
  async terminal() {
    const rows = await this.page.locator(".terminal-wrapper.active .xterm-rows > div").allInnerTexts();
    return rows.join("\n").replaceAll("\u00a0", " ");
  }

  /** Waits for a text in the terminal. */
  async terminalShows(text, seconds = 60) {
    let screen = "";
    await until(
      () => `${text} in the terminal:\n${screen}`,
      async () => (screen = await this.terminal()).includes(text),
      { seconds },
    );
  }

  /** Types a prompt for Claude Code into the terminal that has the focus, and waits for the answer. */
  async ask(prompt, answer) {
    await this.page.keyboard.type(prompt);
    await this.terminalShows(prompt);
    await this.page.keyboard.press("Enter");
    await this.terminalShows(answer);
  }

  /** Keeps what is on the screen. */
  async screenshot(name) {
    mkdirSync(screenshots, { recursive: true });
    await this.page.screenshot({ path: join(screenshots, `${name}.png`) });
  }
}
