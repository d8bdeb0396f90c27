import { readFileSync } from "node:fs";
import { type Translate, Wording } from "../../../extension/ui/wording";

const chineseBundle = JSON.parse(readFileSync("extension/l10n/bundle.l10n.zh-cn.json", "utf8")) as Record<string, string>;

/** Puts arguments where `vscode.l10n.t` puts them. */
function format(text: string, args: readonly (string | number)[]): string {
  return text.replace(/\{(\d+)\}/g, (_, index: string) => String(args[Number(index)]));
}

const english: Translate = (message, ...args) => format(message, args);
const chinese: Translate = (message, ...args) => format(chineseBundle[message] ?? `untranslated: ${message}`, args);
/** A language whose every long word is 40 % longer: what a translation not yet written may do. */
const swollen: Translate = (message, ...args) => format(message.replace(/[a-z]{5,}/g, (word) => word + "~".repeat(Math.ceil(word.length * 0.4))), args);

export const en = new Wording(english, "en-GB", "UTC");
export const american = new Wording(english, "en-US", "UTC");
export const zh = new Wording(chinese, "zh-cn", "UTC");
export const pseudo = new Wording(swollen, "de", "UTC");
