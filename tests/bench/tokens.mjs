// How fast tokens are counted, beside npm's tiktoken: both get the same texts in turn, on one thread each, in one run.
// usage: npm run bench:tokens [ROUNDS [CORPUS]]; exits 1 where the counts differ, or where ours is not three times as fast.
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { get_encoding } from "tiktoken";
import { median, shuffled } from "./statistics.mjs";

const root = join(import.meta.dirname, "..", "..");
const rounds = Number(process.argv[2] ?? 15);
const only = process.argv[3];
const least = 3;

function files(folder, pattern) {
  return readdirSync(join(root, folder), { recursive: true })
    .filter((name) => pattern.test(name) && !/(^|[\\/])(bin|obj|node_modules)[\\/]/.test(name))
    .sort()
    .map((name) => readFileSync(join(root, folder, name), "utf8"));
}

// A pass is long enough to be timed: small corpora are read several times over.
function enough(texts) {
  const bytes = Buffer.byteLength(texts.join(""));
  return Array.from({ length: Math.ceil(500_000 / bytes) }, () => texts).flat();
}

const corpora = {
  code: files("server", /\.cs$/).slice(0, 200),
  prose: enough(files("docs", /(?<!\.zh-CN)\.md$/)),
  Chinese: enough([...files("docs", /\.zh-CN\.md$/), readFileSync(join(root, "README.zh-CN.md"), "utf8")]),
  JSON: files(".", /^(package-lock|package)\.json$|^tests[\\/].*\.json$/).slice(0, 40),
};

const folder = mkdtempSync(join(tmpdir(), "tokens-"));
writeFileSync(join(folder, "texts.json"), JSON.stringify(corpora));
const ours = spawn("dotnet", ["run", "--configuration", "Release", "--project", join(root, "tests", "bench"), "--", "tokens", join(folder, "texts.json")], {
  stdio: ["pipe", "pipe", "inherit"],
});
const lines = createInterface({ input: ours.stdout })[Symbol.asyncIterator]();

/** What our side says to `corpus encoding what`: tokens and milliseconds. */
async function ask(...words) {
  ours.stdin.write(`${words.join(" ")}\n`);
  const { value, done } = await lines.next();
  if (done) {
    throw new Error("Our side has ended.");
  }

  return value.split(" ").map(Number);
}

function tiktoken(encoding, texts) {
  const began = performance.now();
  const tokens = texts.reduce((sum, text) => sum + encoding.encode(text, [], []).length, 0);
  return [tokens, performance.now() - began];
}

let failed = false;
console.log(`corpus   encoding          MB  tokens   tiktoken  ours: ids  ours: count   MB/s    ids ×  count ×   (medians of ${rounds} rounds)`);
for (const name of ["o200k_base", "cl100k_base"]) {
  const encoding = get_encoding(name);
  for (const [corpus, texts] of Object.entries(corpora).filter(([corpus]) => corpus === (only ?? corpus))) {
    const times = { tiktoken: [], ids: [], count: [] };
    const counts = new Set();
    const runs = { tiktoken: () => tiktoken(encoding, texts), ids: () => ask(corpus, name, "ids"), count: () => ask(corpus, name, "count") };
    for (let round = -2; round < rounds; round++) {
      for (const way of shuffled(Object.keys(runs))) {
        const [tokens, took] = await runs[way]();
        counts.add(tokens);
        if (round >= 0) {
          times[way].push(took);
        }
      }
    }

    const [reference, ids, count] = [times.tiktoken, times.ids, times.count].map(median);
    const megabytes = Buffer.byteLength(texts.join("")) / 1e6;
    failed ||= counts.size !== 1 || reference / count < least;
    console.log(
      `${corpus.padEnd(8)} ${name.padEnd(12)} ${megabytes.toFixed(2).padStart(7)} ${[...counts].join("≠").padStart(7)} ${reference.toFixed(1).padStart(7)} ms ` +
        `${ids.toFixed(1).padStart(7)} ms ${count.toFixed(1).padStart(9)} ms ${(megabytes / count * 1000).toFixed(0).padStart(6)} ${(reference / ids).toFixed(1).padStart(8)} ${(reference / count).toFixed(1).padStart(8)}`,
    );
  }
}

ours.stdin.end();
rmSync(folder, { recursive: true });
if (failed) {
  console.error(`Counts differ, or ours is not ${least} times as fast.`);
  process.exitCode = 1;
}
