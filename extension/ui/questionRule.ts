import type { QuestionStatus } from "../rpc/protocol";

/** What the rule must know of its window. */
export interface Surroundings {
  /** True while the user looks at this window. */
  focused(): boolean;
  /** Notes, for all windows of the user, that this is shown; false when another one has done so. */
  claim(key: string): boolean;
  /** Puts the question to the user: true for yes, false for no, `undefined` when it was closed or nobody reacted. */
  ask(question: QuestionStatus): Promise<boolean | undefined>;
  /** Tells the sidecar; false when somebody else has answered. */
  answer(id: string, go: boolean): Promise<boolean>;
  /** Calls back after a while. */
  later(ms: number, action: () => void): { dispose(): void };
}

/** So long the window with the focus comes first; then any other speaks, for the user may sit at a terminal outside. */
const otherWindowsWaitMs = 1_000;

/** Decides which window puts a question, and when: once for each time that the sidecar asks it. */
export class QuestionRule {
  #current: QuestionStatus | undefined;
  #waiting: { dispose(): void } | undefined;

  constructor(private readonly around: Surroundings) {}

  /** The sidecar's question is now this. */
  update(question: QuestionStatus | undefined): void {
    if (keyOf(question) === keyOf(this.#current)) {
      return;
    }

    this.dispose();
    this.#current = question;
    if (question === undefined) {
      return;
    }

    if (this.around.focused()) {
      this.#speak();
    } else {
      this.#waiting = this.around.later(otherWindowsWaitMs, () => this.#speak());
    }
  }

  /** The user looks at this window now. */
  focus(): void {
    if (this.#waiting !== undefined) {
      this.#speak();
    }
  }

  dispose(): void {
    this.#waiting?.dispose();
    this.#waiting = undefined;
  }

  #speak(): void {
    this.dispose();
    const question = this.#current;
    if (question !== undefined && this.around.claim(keyOf(question))) {
      void this.#put(question);
    }
  }

  async #put(question: QuestionStatus): Promise<void> {
    const go = await this.around.ask(question);
    if (go !== undefined) {
      await this.around.answer(question.id, go);
    }
  }
}

/** The same question put once more is another one to show. Ids are counted by each process of the sidecar: the moment tells them apart. */
function keyOf(question: QuestionStatus | undefined): string {
  return question === undefined ? "" : `${question.id} ${question.askedAt}`;
}
