// A user who writes Chinese and changes their mind: plans, things to do, tests that fail and are mended, a task that is replaced.
import { Chance, moduleText, proseText } from "../chance.mjs";
import { decision, error, Scene, task, todo } from "../scene.mjs";

const queueTest = `import assert from "node:assert/strict";
import { openQueue } from "../src/queue.mjs";

const queue = await openQueue(process.argv[2] ?? "data/queue");
await queue.add({ id: 1, text: "第一条" });
await queue.add({ id: 2, text: "第二条" });
assert.deepEqual((await queue.take(2)).map(({ id }) => id), [1, 2], "先进先出");
await queue.add({ id: 3, text: "重复" });
await queue.add({ id: 3, text: "重复" });
assert.equal((await queue.take(5)).length, 1, "重复的消息只能保留一条");
console.log("队列: 通过");
`;
const memoryQueue = `export async function openQueue() {
  const items = [];
  return {
    add: async (item) => items.push(item),
    take: async (count) => items.splice(Math.max(0, items.length - count)).reverse(),
  };
}
`;

/** The scene, in a folder. */
export function changedMind(folder) {
  const chance = new Chance(55);
  const scene = new Scene({
    name: "changed-mind",
    version: "2.1.329",
    model: "claude-sonnet-5-5",
    folder,
    environment: { CLAUDE_CODE_ENABLE_TODO_TOOLS: "1", CLAUDE_CODE_ENABLE_TASKS: "0" },
  });
  const others = "order customer refund label batch report session account tariff route".split(" ");
  scene.file("CLAUDE.md", "# 通知服务\n\n- 回答用中文，代码注释用英文。\n- 测试：`node test/queue.test.mjs`。\n- 不要引入新的依赖。\n");
  scene.file("test/queue.test.mjs", queueTest);
  scene.file("src/queue.mjs", memoryQueue);
  scene.file("docs/design.md", proseText(chance, 12));
  others.forEach((name) => scene.file(`src/${name}.mjs`, moduleText(chance, name, 14)));
  const todos = (...states) => ({ name: "TodoWrite", input: { todos: states.map(([content, status]) => ({ content, status, activeForm: `正在${content}` })) } });
  const look = (from, to, words = "") => others.slice(from, to).forEach((name, index) => scene.says(index === 0 ? words : "", [scene.read(`src/${name}.mjs`)]));

  scene.user("请给通知服务加一个持久化的消息队列，用 SQLite 存储，重启以后消息不能丢。先看看现有代码，再给我一个计划。", {
    facts: [task("sqlite", "持久化", "消息队列", "SQLite")],
  });
  scene.says("我先看一下现有的队列实现。", [scene.read("src/queue.mjs"), scene.read("test/queue.test.mjs")]);
  scene.says("", [scene.read("docs/design.md")]);
  look(0, 5, "再看看谁会用到这个队列。");
  scene.says("", [scene.bash("node test/queue.test.mjs", { fails: true })], { facts: [error("fifo", "先进先出")] });
  scene.says("", [{ name: "ToolSearch", input: { query: "select:TodoWrite", max_results: 3 } }]);
  const plan = ["修正取出的顺序", "实现持久化存储", "去掉重复的消息", "补充重启后的测试"];
  scene.says("现在的实现是后进先出，而且只在内存里。我列一个计划。", [todos(...plan.map((item, index) => [item, index === 0 ? "in_progress" : "pending"]))], {
    facts: plan.map((item, index) => todo(`plan-${index + 1}`, item)),
  });
  scene.says("计划如下：先修正顺序，再实现持久化存储，然后去重，最后补测试。表结构只有一张 messages 表。");

  scene.user("不，不要用 SQLite 了，运维不让装。改用追加写的日志文件（每行一个 JSON），启动时重放。其他计划不变。", {
    refutes: ["sqlite"],
    facts: [task("log", "追加写", "日志文件", "重放"), decision("no-sqlite", "不要用 SQLite", "运维")],
  });
  scene.says("明白，改用追加写的日志文件。", [scene.edit("src/queue.mjs", "items.splice(Math.max(0, items.length - count)).reverse()", "items.splice(0, count)")]);
  scene.says("", [scene.bash("node test/queue.test.mjs", { fails: true })], { refutes: ["fifo"], facts: [error("twice", "重复的消息只能保留一条")] });
  scene.says("顺序对了，剩下重复的问题。", [todos([plan[0], "completed"], [plan[1], "in_progress"], [plan[2], "pending"], [plan[3], "pending"])], { finishes: ["plan-1"] });
  look(5, 10, "重放的时候要知道消息的格式，我看一下写入方。");
  scene.says(
    "我决定每条记录带一个校验和，坏掉的最后一行直接丢弃，而不是报错退出，因为断电时最后一行常常只写了一半。",
    [
      scene.write(
        "src/appendLog.mjs",
        'import { appendFile, mkdir, readFile } from "node:fs/promises";\nimport { dirname } from "node:path";\n\nexport async function openLog(file) {\n  await mkdir(dirname(file), { recursive: true });\n  const text = await readFile(file, "utf8").catch(() => "");\n  const entries = text.split("\\n").filter((line) => line !== "").map((line) => JSON.parse(line));\n  return { entries, append: (entry) => appendFile(file, `${JSON.stringify(entry)}\\n`) };\n}\n',
      ),
    ],
    { facts: [decision("checksum", "校验和", "最后一行", "丢弃")] },
  );
  scene.says("", [scene.write("src/queue.mjs", 'import { openLog } from "./appendLog.mjs";\n\nexport async function openQueue(folder) {\n  const log = await openLog(`${folder}/messages.log`);\n  const items = [...log.entries];\n  return {\n    add: async (item) => {\n      items.push(item);\n      await log.append(item);\n    },\n    take: async (count) => items.splice(0, count),\n  };\n}\n')]);
  scene.says("", [scene.bash("rm -rf data && node test/queue.test.mjs", { fails: true })]);
  scene.says("还是重复的问题。", [todos([plan[0], "completed"], [plan[1], "completed"], [plan[2], "in_progress"], [plan[3], "pending"])], { finishes: ["plan-2"] });
  scene.says("按 id 去重，同一个 id 只留第一条。", [scene.edit("src/queue.mjs", "      items.push(item);\n", "      if (items.some(({ id }) => id === item.id)) {\n        return;\n      }\n\n      items.push(item);\n")], {
    facts: [decision("by-id", "id", "去重", "第一条")],
  });
  scene.says("", [scene.bash("rm -rf data && node test/queue.test.mjs")], { refutes: ["twice"] });
  scene.says("", [todos([plan[0], "completed"], [plan[1], "completed"], [plan[2], "completed"], [plan[3], "in_progress"])], { finishes: ["plan-3"] });
  const restart = `import assert from "node:assert/strict";\nimport { rmSync, appendFileSync } from "node:fs";\nimport { openQueue } from "../src/queue.mjs";\n\nrmSync("data/restart", { recursive: true, force: true });\nconst before = await openQueue("data/restart");\nawait before.add({ id: 7, text: "重启" });\nappendFileSync("data/restart/messages.log", '{"id": 8, "te');\nconst after = await openQueue("data/restart");\nassert.equal((await after.take(5)).length, 1, "重启后消息不能丢");\nconsole.log("重启: 通过");\n`;
  scene.says("", [scene.write("test/restart.test.mjs", restart)]);
  scene.says("", [scene.bash("node test/restart.test.mjs", { fails: true })], { facts: [error("half-line", "SyntaxError", "JSON")] });
  scene.says("写了一半的最后一行让 JSON.parse 抛出异常，这正是前面说的情况。", [scene.read("src/appendLog.mjs")]);
  scene.says("", [scene.edit("src/appendLog.mjs", ".map((line) => JSON.parse(line));", ".flatMap((line) => {\n    try {\n      return [JSON.parse(line)];\n    } catch {\n      return [];\n    }\n  });")]);
  scene.says("", [scene.bash("node test/restart.test.mjs")], { refutes: ["half-line"] });
  scene.says("", [todos(...plan.map((item) => [item, "completed"]))], { finishes: ["plan-4"] });
  scene.says("持久化队列已经完成，两个测试都通过了。");

  scene.user("很好。再加一个统计页面：src/stats.mjs 导出 dailyCounts()，按天统计每个渠道发送的条数，时区用 Asia/Shanghai。", {
    finishes: ["log"],
    facts: [task("stats", "统计页面", "dailyCounts", "Asia/Shanghai")],
  });
  look(0, 6, "先看看发送记录在哪里。");
  const stats = 'export function dailyCounts(records) {\n  const counts = {};\n  for (const { at, channel } of records) {\n    const day = new Date(at).toISOString().slice(0, 10);\n    counts[day] ??= {};\n    counts[day][channel] = (counts[day][channel] ?? 0) + 1;\n  }\n\n  return counts;\n}\n';
  scene.says("", [scene.write("src/stats.mjs", stats)]);
  scene.says("", [scene.write("test/stats.test.mjs", 'import assert from "node:assert/strict";\nimport { dailyCounts } from "../src/stats.mjs";\n\nassert.deepEqual(dailyCounts([{ at: "2026-11-20T17:30:00Z", channel: "sms" }]), { "2026-11-21": { sms: 1 } }, "晚上的短信算在第二天");\nconsole.log("统计: 通过");\n')]);
  scene.says("", [scene.bash("node test/stats.test.mjs", { fails: true })], { facts: [error("zone", "晚上的短信算在第二天")] });
  scene.says("`toISOString` 给的是 UTC 日期。时区换算用 Intl.DateTimeFormat，不自己加八小时，这样以后换时区只改一个常量。", [scene.edit("src/stats.mjs", "new Date(at).toISOString().slice(0, 10)", 'new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai" }).format(new Date(at))')], {
    facts: [decision("intl", "Intl.DateTimeFormat", "时区")],
  });
  scene.says("", [scene.bash("node test/stats.test.mjs")], { refutes: ["zone"] });
  look(6, 10, "再确认一下渠道的名字。");
  scene.says("统计完成，测试通过。");

  scene.user("等一下，渠道的名字要统一成小写，而且 push 和 app 要算成同一个渠道 push。", { facts: [task("channels", "渠道", "小写", "push", "app")] });
  scene.says("", [scene.bash("grep -rn channel src | head -20; wc -l src/*.mjs")]);
  scene.says("", [scene.edit("src/stats.mjs", "for (const { at, channel } of records) {", "for (const { at, channel: written } of records) {\n    const channel = channelOf(written);")]);
  scene.says("", [scene.bash("node test/stats.test.mjs", { fails: true })], { facts: [error("undefined", "channelOf is not defined")] });
  scene.says("忘了定义这个函数。", [scene.edit("src/stats.mjs", "export function dailyCounts", 'const aliases = { app: "push" };\n\nfunction channelOf(written) {\n  const name = written.toLowerCase();\n  return aliases[name] ?? name;\n}\n\nexport function dailyCounts')]);
  scene.says("", [scene.bash("for f in stats queue restart; do rm -rf data; node test/$f.test.mjs; done")], { refutes: ["undefined"] });
  look(0, 10, "最后检查一下其他地方有没有用到大写的渠道名。");
  scene.says("", [scene.bash("cat src/stats.mjs; cat docs/design.md | tail -40")]);
  scene.says("渠道名统一成小写，app 归到 push；三个测试都通过。");
  return scene;
}
