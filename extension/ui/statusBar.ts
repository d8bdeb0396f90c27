import * as vscode from "vscode";
import type { Config } from "../config";
import type { Mirror } from "../sidecar/mirror";
import { hiddenUntilNearLimit, statusText, type StatusText } from "./statusText";
import { tooltip, tooltipCommands } from "./tooltip";
import type { Wording } from "./wording";

const tickMs = 60_000;
/** Just left of Claude Code's own item, and of most others. */
const priority = 101;

/** Shows what `statusText` says, in one item. */
export class StatusBar implements vscode.Disposable {
  readonly #subscription: { dispose(): void };
  readonly #tick: NodeJS.Timeout;
  #item: vscode.StatusBarItem | undefined;
  #alignment: Config["statusBarAlignment"] | undefined;
  #spoken: { readonly kind: string; readonly at: number } | undefined;

  constructor(
    private readonly mirror: Mirror,
    private readonly config: () => Config,
    private readonly wording: Wording,
  ) {
    this.#subscription = mirror.onChange(() => this.render());
    // Countdowns and ages move by the clock alone.
    this.#tick = setInterval(() => this.render(), tickMs);
    this.render();
  }

  /** Brings the item to the present state and settings. */
  render(): void {
    const config = this.config();
    const now = new Date();
    const input = {
      view: this.mirror.view,
      trusted: vscode.workspace.isTrusted,
      now,
      percent: config.statusBarPercent,
      wording: this.wording,
    };
    const said = statusText(input);
    const item = this.#itemFor(config);
    item.text = `$(${said.icon}) ${said.text}`;
    item.backgroundColor = said.background === undefined ? undefined : new vscode.ThemeColor(`statusBarItem.${said.background}Background`);
    const hover = new vscode.MarkdownString(tooltip(input), true);
    hover.isTrusted = { enabledCommands: tooltipCommands };
    item.tooltip = hover;
    this.#speak(item, said, now.getTime());
    const hidden = config.statusBarShow === "never" || (config.statusBarShow === "nearLimit" && hiddenUntilNearLimit(said.kind));
    if (hidden) {
      item.hide();
    } else {
      item.show();
    }
  }

  dispose(): void {
    clearInterval(this.#tick);
    this.#subscription.dispose();
    this.#item?.dispose();
  }

  /** A changed label is read out: at once when the state is another, else once a minute at most. */
  #speak(item: vscode.StatusBarItem, { kind, label }: StatusText, now: number): void {
    if (this.#spoken?.kind !== kind || now - this.#spoken.at >= tickMs) {
      this.#spoken = { kind, at: now };
      item.accessibilityInformation = { label, role: "button" };
    }
  }

  #itemFor({ statusBarAlignment }: Config): vscode.StatusBarItem {
    if (this.#item === undefined || this.#alignment !== statusBarAlignment) {
      this.#item?.dispose();
      this.#alignment = statusBarAlignment;
      this.#spoken = undefined;
      const side = statusBarAlignment === "left" ? vscode.StatusBarAlignment.Left : vscode.StatusBarAlignment.Right;
      this.#item = vscode.window.createStatusBarItem("claudeSidecar.quota", side, priority);
      this.#item.name = vscode.l10n.t("Claude Quota");
      this.#item.command = "claudeSidecar.menu";
    }

    return this.#item;
  }
}
