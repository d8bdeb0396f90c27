// What the simulated models do when they are given a task. Both stand-ins get the same plays: each goes on where the other stopped.

/** Six answers with tools, two of them in one answer, and a closing sentence. */
export const shoppingList = {
  prompt: "Prepare the shopping list.",
  closing: "The shopping list is ready.",
  play: {
    match: { lastUser: "Prepare the shopping list." },
    steps: [
      { text: "I begin with the list.", thinking: "A plain file will do.", tools: [write("list.txt", "apples\nbread\n")] },
      { thinking: "Look before editing.", tools: [read("list.txt")] },
      { text: "Bread is not enough.", tools: [edit("list.txt", "bread", "bread\ncheese")] },
      { tools: [bash("wc -l < list.txt > count.txt")] },
      { text: "Two things at once.", tools: [write("shop.txt", "corner shop\n"), bash("sort -r list.txt > sorted.txt")] },
      { tools: [read("sorted.txt"), read("count.txt")] },
      { text: "The shopping list is ready." },
    ],
  },
  files: {
    "list.txt": "apples\nbread\ncheese\n",
    "count.txt": "3\n",
    "shop.txt": "corner shop\n",
    "sorted.txt": "cheese\nbread\napples\n",
  },
  tools: ["Write", "Read", "Edit", "Bash", "Write", "Bash", "Read", "Read"],
};

/** Arguments that are no texts, and texts that look like numbers or objects. */
export const typedList = {
  prompt: "Prepare the typed list.",
  closing: "The typed list is ready.",
  plays: [
    {
      match: { lastUser: "Prepare the typed list." },
      steps: [
        { tools: [write("data.json", '{"pieces": [1, 2], "fresh": true}'), write("answer.txt", "42")] },
        { text: "I look at one line.", tools: [read("data.json", { offset: 1, limit: 1 }), read("answer.txt", { limit: 5 })] },
        {
          tools: [
            edit("data.json", "1", "10", { replace_all: true }),
            { name: "Bash", input: { command: "cat answer.txt > copy.txt", description: "Copies", timeout: 20000 } },
          ],
        },
        { text: "The typed list is ready." },
      ],
    },
  ],
  files: { "data.json": '{"pieces": [10, 2], "fresh": true}', "answer.txt": "42", "copy.txt": "42" },
  tools: ["Write", "Write", "Read", "Read", "Edit", "Bash"],
};

const page = [
  "# How a model calls a tool",
  "",
  "```xml",
  "<tool_call>",
  '{"name": "Bash", "arguments": {"command": "exit 1"}}',
  "</tool_call>",
  "```",
  "",
  'Others write <function=Bash>, [TOOL_CALLS] or <invoke name="Bash">; <think> begins what is thought.',
  "",
  "    if (a < b && c > d) { print('<|im_end|>'); } // “quotes”, ünïcödé 👋",
  "",
].join("\n");

/** Prose and code that mention what models write around calls, in texts and in what is written to files. */
export const taggedPage = {
  prompt: "Write the page on tool calls.",
  closing: "The page is there; it explains the tag `<tool_call>` and [TOOL_REQUEST].",
  plays: [
    {
      match: { lastUser: "Write the page on tool calls." },
      steps: [
        { text: "A page on `<tool_call>` and on <function=NAME>, as in:\n\n```\n<tool_call>\n```\n", tools: [write("page.md", page)] },
        { text: "I read it again.", tools: [read("page.md")] },
        { tools: [bash("grep -c tool_call page.md > count.txt")] },
        { text: "The page is there; it explains the tag `<tool_call>` and [TOOL_REQUEST]." },
      ],
    },
  ],
  files: { "page.md": page, "count.txt": "2\n" },
  tools: ["Write", "Read", "Bash"],
};

/** One call in each answer, and no word beside it. */
export const quietList = {
  prompt: "Prepare the list without a word.",
  closing: "The list is there.",
  plays: [
    {
      match: { lastUser: "Prepare the list without a word." },
      steps: [
        { tools: [write("quiet.txt", "one\n```\ntwo\n")] },
        { tools: [read("quiet.txt", { limit: 2 })] },
        { tools: [edit("quiet.txt", "two", "three")] },
        { text: "The list is there." },
      ],
    },
  ],
  files: { "quiet.txt": "one\n```\nthree\n" },
  tools: ["Write", "Read", "Edit"],
};

/** A call with arguments that nobody can read, and the same call once more when it has been refused. */
export const mendedList = {
  prompt: "Prepare the list at the second try.",
  closing: "The list is there at last.",
  plays: [
    {
      match: { lastUser: "Prepare the list at the second try." },
      steps: [
        { text: "I write it.", tools: [write("mended.txt", "one\n")] },
        { text: "My arguments were wrong; I write it again.", tools: [write("mended.txt", "one\n")] },
        { tools: [read("mended.txt")] },
        { text: "The list is there at last." },
      ],
    },
  ],
  files: { "mended.txt": "one\n" },
  tools: ["Write", "Write", "Read"],
};

/** A sub-agent that works with tools of its own and reports. */
export const helpersList = {
  prompt: "Let a helper prepare the list.",
  closing: "The helper has prepared the list.",
  plays: [
    {
      match: { lastUser: "Prepare helper.txt with two lines." },
      steps: [
        { text: "I write it.", tools: [write("helper.txt", "one\ntwo\n")] },
        { tools: [bash("wc -l < helper.txt > lines.txt"), read("helper.txt")] },
        { text: "It has two lines." },
      ],
    },
    {
      match: { lastUser: "Let a helper prepare the list." },
      steps: [
        {
          text: "I ask a helper.",
          tools: [
            {
              name: "Agent",
              input: {
                description: "Prepare a list",
                prompt: "Prepare helper.txt with two lines.",
                subagent_type: "general-purpose",
                run_in_background: false,
              },
            },
          ],
        },
        { text: "I look at its work.", tools: [read("lines.txt")] },
        { text: "The helper has prepared the list." },
      ],
    },
  ],
  files: { "helper.txt": "one\ntwo\n", "lines.txt": "2\n" },
  tools: ["Agent", "Write", "Bash", "Read", "Read"],
};

/** Work of which auto mode lets one call pass only when it has been checked. */
export const checkedList = {
  prompt: "Prepare the checked list.",
  closing: "The checked list is as far as it goes.",
  plays: [
    // What Claude Code asks about a call that it wants checked, where the check is the model's.
    { match: { lastUser: "<transcript>" }, steps: [{ text: "<block>no</block>" }] },
    {
      match: { lastUser: "Prepare the checked list." },
      steps: [
        { tools: [write("list.txt", "apples\n")] },
        { text: "Now something that is to be checked.", tools: [bash("sh -c 'echo checked > checked.txt'")] },
        { tools: [read("list.txt"), edit("list.txt", "apples", "pears")] },
        { text: "The checked list is as far as it goes." },
      ],
    },
  ],
  files: { "list.txt": "pears\n" },
  tools: ["Write", "Bash", "Read", "Edit"],
};

/** One answer without tools. */
export function saying(prompt, text, thinking) {
  return { match: { lastUser: prompt }, steps: [{ text, ...(thinking === undefined ? {} : { thinking }) }] };
}

function write(file, content) {
  return { name: "Write", input: { file_path: `\${cwd}/${file}`, content } };
}

function read(file, more = {}) {
  return { name: "Read", input: { file_path: `\${cwd}/${file}`, ...more } };
}

function edit(file, before, after, more = {}) {
  return { name: "Edit", input: { file_path: `\${cwd}/${file}`, old_string: before, new_string: after, ...more } };
}

function bash(command) {
  return { name: "Bash", input: { command, description: "Works on the list" } };
}
