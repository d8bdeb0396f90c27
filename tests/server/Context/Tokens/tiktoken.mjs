// What npm's tiktoken makes of texts, for the tests of our own encoder: `node tiktoken.mjs COUNT SEED` prints a line of JSON for each text.
// Half of the texts are cut out of this repository's files, half are made of what the rules of the encodings are about.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { get_encoding } from "tiktoken";

const root = join(import.meta.dirname, "..", "..", "..", "..");
const [count, seed] = process.argv.slice(2).map(Number);
const encodings = ["o200k_base", "cl100k_base"].map((name) => get_encoding(name));

// mulberry32: the same texts on every machine.
let state = seed;
function random(below) {
  state = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return Math.floor(((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296 * below);
}

const pick = (list) => list[random(list.length)];
const repeat = (times, make) => Array.from({ length: times }, make).join("");
const between = ([first, last]) => String.fromCodePoint(first + random(last - first + 1));

const ranges = [
  [0x20, 0x7e], [0x20, 0x7e], [0x20, 0x7e], [0x41, 0x5a], [0x61, 0x7a], [0x30, 0x39], // ASCII
  [0, 0x1f], [0x7f, 0xa0], [0xa1, 0xff], [0x100, 0x24f], [0x1c4, 0x1cc], [0x250, 0x2ff], // Latin, and its modifiers
  [0x300, 0x36f], [0x300, 0x36f], [0x1ab0, 0x1aff], [0x20d0, 0x20ff], // combining marks
  [0x370, 0x3ff], [0x400, 0x4ff], [0x531, 0x587], [0x5d0, 0x5ea], [0x600, 0x6ff], [0x900, 0x97f], [0xe00, 0xe7f], [0x10a0, 0x10ff],
  [0x1f80, 0x1fff], [0x2000, 0x206f], [0x2070, 0x209c], [0x2100, 0x218f], [0x2190, 0x23ff], [0x2460, 0x24ff], [0x2e80, 0x2fd5],
  [0x3000, 0x30ff], [0x3100, 0x33ff], [0x4e00, 0x9fff], [0x4e00, 0x9fff], [0xac00, 0xd7a3], [0xe000, 0xe0ff], [0xfe00, 0xfe0f],
  [0xff00, 0xffef], [0x10000, 0x10fff], [0x1d400, 0x1d7ff], [0x1f000, 0x1faff], [0x1f600, 0x1f64f], [0x20000, 0x2a6df], [0xe0000, 0xe01ef],
  [0xd800, 0xdfff], // halves of pairs
  [0, 0x10ffff],
];
const words = ["the", "Hello", "HTTPServer", "getElementById", "iPhone", "XMLHttpRequest", "naïve", "ÉCOLE", "straße", "Ǆungla", "ﬁn", "мир", "ΑΒΓδ", "東京", "こんにちは", "한국어", "עברית", "مرحبا", "हिन्दी", "ไทย", "e\u0301te\u0301", "A\u030aB", "ʰa", "ªb", "snake_case", "__init__", "x'y"];
const contractions = ["'s", "'S", "'t", "'T", "'re", "'Re", "'VE", "'ve", "'m", "'ll", "'lL", "'d", "'D", "'\u017f", "'k", "'l", "'r", "''s", "’s"];
const spaces = [" ", "  ", "    ", "\t", "\n", "\n\n", "\r\n", "\r", " \n", "\n ", " \n \n  ", "\u00a0", "\u2003", "\u3000", "\u0085", "\u2028", "\v", "\f", " \t ", "\t\t\t"];
const symbols = ["/", "//", "/\n", "\n/", "://", "{", "}", "};\n", ");\r\n\r\n", "->", "=>", "...", "---", "…", "“", "”", "#", "$", "€", "½", "Ⅷ", "²", "١٢٣٤", "👩‍👩‍👧‍👦", "🇩🇪", "👍🏽", "❤️", "<|endoftext|>", "<|im_start|>", "\u200d", "\u0000", "\ufeff"];
const makers = [
  () => repeat(1 + random(60), () => between(pick(ranges))),
  () => repeat(1 + random(60), () => pick([words, contractions, spaces, symbols].at(random(4)))),
  () => repeat(1 + random(30), () => pick(words) + pick(contractions) + pick(spaces) + (random(3) ? "" : String(random(10 ** (1 + random(9)))))),
  () => { const range = pick(ranges); return repeat(1 + random(200), () => between(range)); },
  () => pick([...words, ...spaces, ...symbols, "a", "Z", "0", "é", "字", "\u0301"]).repeat(1 + random(random(20) ? 60 : 1500)),
  () => Buffer.from(repeat(30 + random(300), () => String.fromCharCode(random(256))), "latin1").toString(pick(["base64", "hex"])),
  () => JSON.stringify({ [pick(words)]: repeat(1 + random(20), () => pick(words) + pick(spaces)), n: random(1e9), list: [pick(symbols), pick(words)] }, null, random(3)),
];

const files = ["docs", "server", "extension", "tests"].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true })
    .filter((name) => /\.(cs|mjs|ts|md|json|html|yml)$/.test(name) && !/(^|[\\/])(bin|obj|node_modules)[\\/]/.test(name))
    .sort()
    .map((name) => join(folder, name)),
);
function excerpt() {
  const text = readFileSync(join(root, pick(files)), "utf8");
  const from = random(text.length);
  return text.slice(from, from + 1 + random(1500));
}

for (let i = 0; i < count; i++) {
  const text = i % 2 === 0 ? excerpt() : pick(makers)();
  const [o200k, cl100k] = encodings.map((encoding) => [...encoding.encode(text, [], [])]);
  process.stdout.write(`${JSON.stringify({ text, units: Buffer.from(text, "utf16le").toString("base64"), o200k, cl100k })}\n`);
}
