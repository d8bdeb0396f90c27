import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { judgementOf, offersOf, wantsNotice } from "../../../extension/ui/noticeRule";

function notice(code: string, level = "info"): Parameters<typeof wantsNotice>[0] {
  return { code, level, text: "", textZh: "" };
}

describe("a notice", () => {
  it("is told when who answers has changed", () => {
    assert.ok(wantsNotice(notice("switched-to-local"), "important", []));
    assert.ok(wantsNotice(notice("back-to-claude"), "important", []));
  });

  it("is told when it warns", () => assert.ok(wantsNotice(notice("local-down", "warning"), "important", [])));

  it("is left to the status bar when it only informs", () => {
    assert.ok(!wantsNotice(notice("quota-low"), "important", []));
    assert.ok(wantsNotice(notice("quota-low"), "all", []));
  });

  it("is not told when the user has silenced its kind, or all", () => {
    assert.ok(!wantsNotice(notice("switched-to-local", "warning"), "all", ["switched-to-local"]));
    assert.ok(!wantsNotice(notice("switched-to-local", "warning"), "none", []));
  });

  it("offers the way back, and for unknown kinds the status", () => {
    assert.deepEqual(offersOf("switched-to-local"), ["backToClaude", "showStatus", "thumbUp", "thumbDown"]);
    assert.deepEqual(offersOf("made-up-later"), ["showStatus"]);
  });

  it("lets the user judge a switch when it is made and when it is over, and nothing else", () => {
    assert.ok(offersOf("back-to-claude").includes("thumbUp") && offersOf("back-to-claude").includes("thumbDown"));
    assert.ok(!offersOf("quota-low").some((offer) => judgementOf(offer) !== undefined));
  });

  it("takes a thumb up for good, a thumb down for bad, and other offers for no judgement", () => {
    assert.equal(judgementOf("thumbUp"), true);
    assert.equal(judgementOf("thumbDown"), false);
    assert.equal(judgementOf("showStatus"), undefined);
  });
});
