// Made-up code, logs and prose: the same for the same seed, and of the kind that sessions read all day.

const nouns = "invoice order cart tariff customer ledger shipment parcel depot refund voucher account session basket courier route budget quota report supplier stock batch label address".split(" ");
const verbs = "collect settle merge split render measure verify resolve assign release archive restore balance schedule group filter combine reject".split(" ");
const qualities = "open late partial daily foreign nested stale pending regional monthly cheapest duplicate".split(" ");
const reasons = [
  "Empty input gives an empty answer, and never an error",
  "Entries of the past month are left alone because they have been billed",
  "The order of the entries is kept, since the printed page relies on it",
  "Amounts are compared after rounding; two sums that differ by less count as equal",
  "Whoever calls this has checked the rights before",
  "What cannot be read is skipped and counted",
  "The slow path is taken for less than one entry in a thousand",
  "Names are compared without regard to case, as the register does",
];

/** Numbers that look random and are the same for the same seed (mulberry32). */
export class Chance {
  #state;

  constructor(seed) {
    this.#state = seed >>> 0;
  }

  next() {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }

  /** A whole number from `least` to `most`. */
  whole(least, most) {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  pick(list) {
    return list[this.whole(0, list.length - 1)];
  }
}

/** A module of `count` functions that can be imported; each function's first line occurs once. */
export function moduleText(chance, subject, count) {
  const functions = Array.from({ length: count }, (_, index) => functionText(chance, subject, index));
  return `// ${capital(subject)}: ${chance.pick(reasons).toLowerCase()}.\n\n${functions.join("\n")}`;
}

/** The name of a module's function. */
export function functionName(subject, index) {
  const verb = verbs[(index * 7 + subject.length) % verbs.length];
  return `${verb}${capital(subject)}${index}`;
}

function functionText(chance, subject, index) {
  const noun = chance.pick(nouns);
  const quality = chance.pick(qualities);
  const limit = chance.whole(3, 900);
  const head = `/** ${chance.pick(reasons)}. */\nexport function ${functionName(subject, index)}(${noun}s, options = {}) {\n`;
  const bodies = [
    `  const limit = options.limit ?? ${limit};\n  const ${quality} = ${noun}s.filter((${noun}) => ${noun}.amount > limit && !${noun}.closed);\n  return ${quality}.reduce((sum, ${noun}) => sum + ${noun}.amount, 0);\n`,
    `  const seen = new Map();\n  for (const ${noun} of ${noun}s) {\n    const key = \`\${${noun}.region}/\${${noun}.id % ${limit}}\`;\n    if (!seen.has(key)) {\n      seen.set(key, { ...${noun}, ${quality}: true });\n    }\n  }\n\n  return [...seen.values()].sort((a, b) => a.id - b.id);\n`,
    `  if (${noun}s.length === 0) {\n    return options.fallback ?? null;\n  }\n\n  const ${quality}Share = ${noun}s.filter((${noun}) => ${noun}.${quality}).length / ${noun}s.length;\n  return ${quality}Share > 0.${limit} ? "${quality}" : "regular";\n`,
    `  let total = 0;\n  for (let at = 0; at < ${noun}s.length; at += ${chance.whole(2, 9)}) {\n    total += Math.round(${noun}s[at].amount * ${limit}) / 100;\n  }\n\n  return options.${quality} ? -total : total;\n`,
  ];
  return `${head}${chance.pick(bodies)}}\n`;
}

/** Lines of a server's log. */
export function logText(chance, lines) {
  return Array.from({ length: lines }, (_, index) => {
    const time = new Date(1_790_000_000_000 + index * chance.whole(40, 9000)).toISOString();
    const level = chance.pick(["INFO ", "INFO ", "DEBUG", "WARN "]);
    return `${time} ${level} [worker-${chance.whole(1, 8)}] ${chance.pick(verbs)} ${chance.pick(qualities)} ${chance.pick(nouns)} ${chance.whole(10000, 99999)} took ${chance.whole(1, 900)} ms`;
  }).join("\n");
}

/** Paragraphs of a handbook. */
export function proseText(chance, paragraphs) {
  return Array.from({ length: paragraphs }, (_, index) => {
    const sentences = Array.from(
      { length: chance.whole(3, 7) },
      () => `${chance.pick(reasons)} when a ${chance.pick(qualities)} ${chance.pick(nouns)} meets the ${chance.pick(nouns)} of the ${chance.pick(nouns)}.`,
    );
    return `## ${index + 1}. The ${chance.pick(qualities)} ${chance.pick(nouns)}\n\n${sentences.join(" ")}\n`;
  }).join("\n");
}

/** What Claude says before it goes on, in passing. */
export function remark(chance) {
  return chance.pick([
    `Next I look at how the ${chance.pick(nouns)} side does it.`,
    `That part is unrelated to the ${chance.pick(nouns)}s. I go on.`,
    `The ${chance.pick(qualities)} case is handled further down, it seems.`,
    "Let me check the callers as well.",
    "Fine so far.",
    `Nothing surprising here; the ${chance.pick(nouns)} is passed through as it is.`,
    "",
    "",
    "",
  ]);
}

function capital(word) {
  return word[0].toUpperCase() + word.slice(1);
}
