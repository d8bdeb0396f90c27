// What a session consists of: a workspace, prompts, the answers to them, and the facts that whoever takes over would need.
import { join } from "node:path";

/** How many of the files that were edited last count as needed. */
const filesInMind = 20;

/**
 * A session that is written down before it is played. Every call that an answer makes is made on the files as they will be then, so
 * that Claude Code can really carry it out.
 *
 * A fact is `{ id, kind, words }`; kinds are `task`, `decision`, `error` and `todo`, and `file` for files that were edited, which a scene
 * notes by itself. It holds from the request that first contains it until another answer or prompt finishes it (nobody needs it any more)
 * or refutes it (whoever still tells it as true is wrong).
 */
export class Scene {
  /** What the user types, each before the step of that number. */
  prompts = [];

  /** The model's answers. */
  steps = [];

  /** The workspace at the beginning: texts or buffers by path. */
  files = {};

  /** The facts, with the numbers of the steps at whose requests they begin and cease to hold. */
  facts = [];

  #now = {};
  #edits = [];

  /** `environment` is Claude Code's, beyond the usual. */
  constructor({ name, version, model, folder, environment = {} }) {
    Object.assign(this, { name, version, model, folder, environment });
  }

  /** Puts a file into the workspace. */
  file(path, content) {
    this.files[path] = content;
    this.#now[path] = content;
  }

  /** A file as it is after all steps so far. */
  now(path) {
    return this.#now[path];
  }

  /** The user's next words. */
  user(text, more = {}) {
    this.prompts.push({ text, before: this.steps.length });
    this.#note(more, this.steps.length);
  }

  /** The user's `/compact`, and the summary that is given for it. */
  compact(summary) {
    this.user("/compact");
    this.steps.push({ text: `<analysis>\nI go through the conversation.\n</analysis>\n\n<summary>\n${summary}\n</summary>`, summary: true });
  }

  /** The next answer: a text, calls of tools, and what it thinks, states (`facts`), `finishes` and `refutes`. */
  says(text, tools = [], more = {}) {
    this.steps.push({ text, tools: [tools].flat(), thinking: more.thinking });
    this.#note(more, this.steps.length);
  }

  /** A call that reads a file. */
  read(path, more = {}) {
    return { name: "Read", input: { file_path: join(this.folder, path), ...more } };
  }

  /** A call that writes a file. */
  write(path, content) {
    this.#now[path] = content;
    this.#edits.push({ path, step: this.steps.length });
    return { name: "Write", input: { file_path: join(this.folder, path), content } };
  }

  /** A call that edits a file in which `before` occurs once. */
  edit(path, before, after) {
    const text = this.#now[path];
    if (text.split(before).length !== 2) {
      throw new Error(`${this.name}: "${before}" is not there exactly once in ${path}.`);
    }

    this.#now[path] = text.replace(before, () => after);
    this.#edits.push({ path, step: this.steps.length });
    return { name: "Edit", input: { file_path: join(this.folder, path), old_string: before, new_string: after } };
  }

  /** A call that runs a command in the workspace. */
  bash(command, { fails = false, description = "Runs a command of the project" } = {}) {
    return { name: "Bash", input: { command, description }, fails };
  }

  /** All facts, the edited files among them. */
  allFacts() {
    return [...this.facts, ...this.#editedFiles()];
  }

  #note({ facts = [], finishes = [], refutes = [] }, step) {
    for (const id of [...finishes, ...refutes]) {
      const fact = this.facts.find((known) => known.id === id && known.until === undefined);
      if (fact === undefined) {
        throw new Error(`${this.name}: nothing to end under "${id}".`);
      }

      fact.until = step;
      fact.refuted = refutes.includes(id);
    }

    this.facts.push(...facts.map((fact) => ({ ...fact, from: step })));
  }

  #editedFiles() {
    const facts = [];
    const inMind = [];
    for (const { path, step } of this.#edits) {
      const place = inMind.findIndex((fact) => fact.id === path);
      if (place >= 0) {
        inMind.push(...inMind.splice(place, 1));
        continue;
      }

      const fact = { id: path, kind: "file", words: path.split("/").slice(-2), from: step + 1 };
      facts.push(fact);
      inMind.push(fact);
      if (inMind.length > filesInMind) {
        inMind.shift().until = step + 1;
      }
    }

    return facts;
  }
}

/** What the user wants. */
export function task(id, ...words) {
  return { id, kind: "task", words };
}

/** What was settled on, by the user or by Claude. */
export function decision(id, ...words) {
  return { id, kind: "decision", words };
}

/** What went wrong and is not mended. */
export function error(id, ...words) {
  return { id, kind: "error", words };
}

/** What is still to be done. */
export function todo(id, ...words) {
  return { id, kind: "todo", words };
}
