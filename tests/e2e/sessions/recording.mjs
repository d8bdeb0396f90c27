// A session's request bodies in one small file: each as what is new between the beginning and the end that it shares with the one before.
import { createGzip } from "node:zlib";
import { createWriteStream } from "node:fs";
import { once } from "node:events";
import { pipeline } from "node:stream/promises";

/**
 * Writes a recording: gzip over records, each a line of JSON (`turn`, `kind`, and how many bytes of the body before are `kept` at its
 * beginning and its `end`, and how many are `fresh` between) with the fresh bytes and a line feed behind it.
 */
export class Recording {
  #zip = createGzip({ level: 1 });
  #done;
  #last = Buffer.alloc(0);
  #turns = 0;
  #bytes = 0;

  constructor(file) {
    this.#done = pipeline(this.#zip, createWriteStream(file));
  }

  /** How many bodies were written. */
  get turns() {
    return this.#turns;
  }

  /** The size of the last one, in bytes. */
  get size() {
    return this.#last.length;
  }

  /** How many bytes it would be without the sharing. */
  get bytes() {
    return this.#bytes;
  }

  /** Adds a body. `kind` is `main` or `compaction`. */
  async add(kind, body) {
    const kept = sharedBeginning(this.#last, body);
    const end = sharedEnd(this.#last, body, Math.min(this.#last.length, body.length) - kept);
    const fresh = body.subarray(kept, body.length - end);
    const head = { turn: ++this.#turns, kind, kept, end, fresh: fresh.length };
    this.#last = body;
    this.#bytes += body.length;
    if (!this.#zip.write(Buffer.concat([Buffer.from(JSON.stringify(head) + "\n"), fresh, Buffer.from("\n")]))) {
      await once(this.#zip, "drain");
    }
  }

  /** Finishes the file. */
  async close() {
    this.#zip.end();
    await this.#done;
  }
}

function sharedBeginning(a, b) {
  const most = Math.min(a.length, b.length);
  let at = 0;
  // Whole pieces first: comparing them is native.
  while (at + 4096 <= most && a.compare(b, at, at + 4096, at, at + 4096) === 0) {
    at += 4096;
  }

  while (at < most && a[at] === b[at]) {
    at++;
  }

  return at;
}

function sharedEnd(a, b, most) {
  let at = 0;
  while (at < most && a[a.length - 1 - at] === b[b.length - 1 - at]) {
    at++;
  }

  return at;
}
