import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { formatLocale, percentOf } from "../../../extension/ui/wording";
import { now } from "../fakes/reports";
import { american, en, zh } from "../fakes/wordings";

const minute = 60_000;
const hour = 60 * minute;

describe("numbers and times", () => {
  it("rounds a share down to whole percent, and never to more than there is", () => {
    const shares: readonly [number, number][] = [[0, 0], [0.29, 29], [0.999, 99], [1, 100], [1.2, 100], [-0.1, 0], [0.5799, 57]];
    for (const [share, percent] of shares) {
      assert.equal(percentOf(share), percent, String(share));
    }
  });

  it("says a span in the largest units that matter", () => {
    const spans: readonly [number, string][] = [
      [-hour, "0m"], [1, "1m"], [8 * minute, "8m"], [59.5 * minute, "1h"], [hour, "1h"], [62 * minute, "1h 5m"],
      [23.99 * hour, "24h"], [24 * hour, "1d"], [45 * hour, "1d 21h"],
    ];
    for (const [span, text] of spans) {
      assert.equal(en.span(span), text, String(span));
    }
  });

  it("says a span above an hour in steps of five minutes, so that it is not read out each minute", () => {
    assert.equal(en.span(66 * minute), en.span(70 * minute));
  });

  it("says a time with as much of the date as is needed", () => {
    assert.equal(en.time(new Date("2026-11-21T14:20:00Z"), now), "14:20");
    assert.equal(en.time(new Date("2026-11-23T09:00:00Z"), now), "Mon 09:00");
    assert.match(en.time(new Date("2026-12-01T09:00:00Z"), now), /^1 Dec,? 0?9:00$/);
  });

  it("follows the habits of the country", () => {
    assert.equal(american.time(new Date("2026-11-21T14:20:00Z"), now), "2:20 PM");
    assert.match(zh.time(new Date("2026-11-23T09:00:00Z"), now), /^周一 ?09:00$/);
    assert.equal(zh.span(70 * minute), "1时10分");
  });

  it("takes the machine's country where it speaks the editor's language", () => {
    assert.equal(formatLocale("en", "en-GB"), "en-GB");
    assert.equal(formatLocale("zh-cn", "en-US"), "zh-cn");
  });

  it("says the sidecar's own sentences in the user's language", () => {
    assert.equal(en.say({ text: "one", textZh: "一" }), "one");
    assert.equal(zh.say({ text: "one", textZh: "一" }), "一");
  });
});
