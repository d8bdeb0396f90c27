// Packs a vocabulary of the npm package tiktoken into the file that the sidecar carries: run by the build, see Vocabularies.targets.
// usage: node server/vocabularies.mjs FOLDER NAME…
// The file: how many tokens there are (32 bits, little end first), the length of each in a byte, then all their bytes, in the order of their ids.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(import.meta.url);

/** The tokens of an encoding, by id. Its special ones are left out: to the sidecar they are text like any other. */
function tokensOf(name) {
  const { bpe_ranks: ranks } = JSON.parse(readFileSync(require.resolve(`tiktoken/encoders/${name}.json`), "utf8"));
  const tokens = [];
  for (const line of ranks.split("\n")) {
    const [, first, ...words] = line.split(" ");
    if (Number(first) !== tokens.length) {
      throw new Error(`${name} has a gap before token ${first}.`);
    }

    words.forEach((word) => tokens.push(Buffer.from(word, "base64")));
  }

  return tokens;
}

function pack(tokens) {
  const count = Buffer.alloc(4);
  count.writeUInt32LE(tokens.length);
  return Buffer.concat([count, Uint8Array.from(tokens, ({ length }) => length), ...tokens]);
}

const [folder, ...names] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
for (const name of names) {
  const file = join(folder, `${name}.tokens`);
  // Two builds may run at once: neither may see half a file.
  const beside = `${file}.${process.pid}`;
  writeFileSync(beside, pack(tokensOf(name)));
  renameSync(beside, file);
}
