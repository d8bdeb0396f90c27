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

/** One answer without tools. */
export function saying(prompt, text, thinking) {
  return { match: { lastUser: prompt }, steps: [{ text, ...(thinking === undefined ? {} : { thinking }) }] };
}

function write(file, content) {
  return { name: "Write", input: { file_path: `\${cwd}/${file}`, content } };
}

function read(file) {
  return { name: "Read", input: { file_path: `\${cwd}/${file}` } };
}

function edit(file, before, after) {
  return { name: "Edit", input: { file_path: `\${cwd}/${file}`, old_string: before, new_string: after } };
}

function bash(command) {
  return { name: "Bash", input: { command, description: "Works on the list" } };
}
