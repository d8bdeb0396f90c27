import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { QuestionStatus } from "../../../extension/rpc/protocol";
import { QuestionRule } from "../../../extension/ui/questionRule";
import { settle } from "../fakes/manualClock";
import { inMinutes } from "../fakes/reports";

/** What all windows of the user share. */
class User {
  claimed = "";
  readonly answers: string[] = [];
}

class Window {
  focused = false;
  says: boolean | undefined;
  readonly shown: string[] = [];
  #later: (() => void)[] = [];
  readonly rule: QuestionRule;

  constructor(readonly user: User) {
    this.rule = new QuestionRule({
      focused: () => this.focused,
      claim: (key) => {
        const first = user.claimed !== key;
        user.claimed = key;
        return first;
      },
      ask: async (question) => {
        this.shown.push(question.text);
        return Promise.resolve(this.says);
      },
      answer: async (id, go) => {
        user.answers.push(`${id} ${String(go)}`);
        return Promise.resolve(true);
      },
      later: (_, action) => {
        this.#later.push(action);
        return { dispose: () => (this.#later = this.#later.filter((one) => one !== action)) };
      },
    });
  }

  passTime(): void {
    for (const action of this.#later.splice(0)) {
      action();
    }
  }
}

function question(more: Partial<QuestionStatus> = {}): QuestionStatus {
  return {
    id: "1",
    provider: "local",
    text: "Shall local answer?",
    textZh: "是否改由 local 回答？",
    askedAt: inMinutes(0),
    heldUntil: inMinutes(0.25),
    ...more,
  };
}

describe("a question", () => {
  it("is put at once by the window that the user looks at, and by no other", () => {
    const user = new User();
    const [front, back] = [new Window(user), new Window(user)];
    front.focused = true;
    back.rule.update(question());
    front.rule.update(question());
    back.passTime();
    assert.deepEqual([front.shown.length, back.shown.length], [1, 0]);
  });

  it("is put by one of the others when the user looks at none", () => {
    const user = new User();
    const [one, other] = [new Window(user), new Window(user)];
    one.rule.update(question());
    other.rule.update(question());
    assert.deepEqual([...one.shown, ...other.shown], []);
    one.passTime();
    other.passTime();
    assert.equal(one.shown.length + other.shown.length, 1);
  });

  it("is put by a window as soon as the user looks at it", () => {
    const window = new Window(new User());
    window.rule.update(question());
    window.rule.focus();
    window.passTime();
    assert.equal(window.shown.length, 1);
  });

  for (const [says, expected] of [[true, ["1 true"]], [false, ["1 false"]], [undefined, []]] as const) {
    it(`answered with ${String(says)} is told so`, async () => {
      const window = new Window(new User());
      window.focused = true;
      window.says = says;
      window.rule.update(question());
      await settle();
      assert.deepEqual(window.user.answers, expected);
    });
  }

  it("is shown once for all states that repeat it, and again when it is put again", () => {
    const window = new Window(new User());
    window.focused = true;
    window.rule.update(question());
    window.rule.update(question());
    assert.equal(window.shown.length, 1);
    window.rule.update(question({ askedAt: inMinutes(3) }));
    assert.equal(window.shown.length, 2);
  });

  it("that has been answered elsewhere is not put any more", () => {
    const window = new Window(new User());
    window.rule.update(question());
    window.rule.update(undefined);
    window.passTime();
    window.rule.focus();
    assert.deepEqual(window.shown, []);
  });
});
