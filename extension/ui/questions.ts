import * as vscode from "vscode";
import type { SidecarClient } from "../rpc/client";
import { Methods, type QuestionStatus } from "../rpc/protocol";
import type { Mirror } from "../sidecar/mirror";
import { QuestionRule } from "./questionRule";
import type { Wording } from "./wording";

const shownKey = "questionShown";

/** Asks the user, while Claude Code waits, whether another provider may answer. A question cannot be muted: `handover.mode` is its switch. */
export class Questions implements vscode.Disposable {
  readonly #rule: QuestionRule;
  readonly #subscriptions: vscode.Disposable;

  constructor(
    mirror: Mirror,
    memory: vscode.Memento,
    client: () => SidecarClient | undefined,
    wording: Wording,
    log: vscode.LogOutputChannel,
  ) {
    this.#rule = new QuestionRule({
      focused: () => vscode.window.state.focused,
      claim: (key) => {
        if (memory.get(shownKey) === key) {
          return false;
        }

        void memory.update(shownKey, key);
        return true;
      },
      ask: async (question) => ask(question, wording),
      answer: async (id, go) => {
        try {
          return (await client()?.request(Methods.answer, { id, go }))?.taken ?? false;
        } catch (error) {
          log.warn(String(error)); // the question stays, and is put again with the next request
          return false;
        }
      },
      later: (ms, action) => {
        const timer = setTimeout(action, ms);
        return { dispose: () => clearTimeout(timer) };
      },
    });
    this.#subscriptions = vscode.Disposable.from(
      mirror.onChange(({ report }) => this.#rule.update(report?.question ?? undefined)),
      vscode.window.onDidChangeWindowState(({ focused }) => {
        if (focused) {
          this.#rule.focus();
        }
      }),
    );
  }

  dispose(): void {
    this.#subscriptions.dispose();
    this.#rule.dispose();
  }
}

async function ask(question: QuestionStatus, wording: Wording): Promise<boolean | undefined> {
  const go = vscode.l10n.t("Let {0} Answer", question.provider);
  const stay = vscode.l10n.t("Wait for Claude");
  const chosen = await vscode.window.showWarningMessage(wording.say(question), go, stay);
  return chosen === undefined ? undefined : chosen === go;
}
