import * as vscode from "vscode";
import { type Config, muteNotice } from "../config";
import type { SidecarClient } from "../rpc/client";
import { Methods, type NoticeParams } from "../rpc/protocol";
import { judgementOf, type NoticeOffer, offersOf, wantsNotice } from "./noticeRule";
import type { Wording } from "./wording";

const shownKey = "noticesShown";
const sameEpisodeMs = 10 * 60_000;

/**
 * Tells what the sidecar thinks the user should know, once for each episode.
 * Every window hears of it: the one with the focus speaks, the others wait for the focus and stay silent when it has been said.
 */
export class Notices implements vscode.Disposable {
  readonly #focus = vscode.window.onDidChangeWindowState(({ focused }) => {
    if (focused) {
      this.#speak();
    }
  });
  /** Only the latest: what happened before it is history. */
  #waiting: { readonly notice: NoticeParams; readonly since: number } | undefined;

  constructor(
    private readonly memory: vscode.Memento,
    private readonly config: () => Config,
    private readonly wording: Wording,
    private readonly log: vscode.LogOutputChannel,
    private readonly client: () => SidecarClient | undefined,
  ) {}

  /** Tells it now, or when the user looks at this window. */
  tell(notice: NoticeParams): void {
    this.log.info(`${notice.code}: ${notice.text}`);
    this.#waiting = { notice, since: Date.now() };
    if (vscode.window.state.focused) {
      this.#speak();
    }
  }

  dispose(): void {
    this.#focus.dispose();
  }

  #speak(): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting === undefined || Date.now() - waiting.since > sameEpisodeMs) {
      return; // the status bar has said it long since
    }

    const { notice } = waiting;
    const { notificationsLevel, notificationsMuted } = this.config();
    if (wantsNotice(notice, notificationsLevel, notificationsMuted) && this.#isFirst(notice)) {
      void this.#show(notice);
    }
  }

  /** The memory is shared by all windows of the user. */
  #isFirst({ code, text }: NoticeParams): boolean {
    const now = Date.now();
    const key = `${code}: ${text}`;
    const shown = Object.entries(this.memory.get<Record<string, number>>(shownKey, {})).filter(([, at]) => now - at < sameEpisodeMs);
    void this.memory.update(shownKey, { ...Object.fromEntries(shown), [key]: now });
    return !shown.some(([said]) => said === key);
  }

  async #show(notice: NoticeParams): Promise<void> {
    const mute = vscode.l10n.t("Don't show again");
    const titles: Record<NoticeOffer, string> = {
      backToClaude: vscode.l10n.t("Back to Claude"),
      switchToLocal: vscode.l10n.t("Switch to Local"),
      showStatus: vscode.l10n.t("Show Status"),
      thumbUp: vscode.l10n.t("👍 Good Switch"),
      thumbDown: vscode.l10n.t("👎 Bad Switch"),
    };
    const commands: Partial<Record<NoticeOffer, string>> = {
      backToClaude: "claudeSidecar.switchToClaude",
      switchToLocal: "claudeSidecar.switchToLocal",
      showStatus: "claudeSidecar.showStatus",
    };
    const offers = offersOf(notice.code).filter((offer) => judgementOf(offer) === undefined || this.#hearsFeedback());
    const show = notice.level === "warning" ? vscode.window.showWarningMessage : vscode.window.showInformationMessage;
    const chosen = await show(this.wording.say(notice), ...offers.map((offer) => titles[offer]), mute);
    const offer = offers.find((one) => titles[one] === chosen);
    const good = offer === undefined ? undefined : judgementOf(offer);
    const command = offer === undefined ? undefined : commands[offer];
    if (good !== undefined) {
      await this.#judge(good);
    } else if (command !== undefined) {
      await vscode.commands.executeCommand(command);
    } else if (chosen === mute) {
      await muteNotice(notice.code);
    }
  }

  #hearsFeedback(): boolean {
    return this.client()?.initialized.capabilities.includes("feedback") ?? false; // an older sidecar does not
  }

  async #judge(good: boolean): Promise<void> {
    try {
      await this.client()?.request(Methods.feedback, { good });
    } catch (error) {
      this.log.warn(String(error)); // nothing hangs on it
    }
  }
}
