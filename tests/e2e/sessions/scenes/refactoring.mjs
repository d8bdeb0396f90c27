// A change through many files, with a list of things to do, a wrong turn, and an afterthought of the user's.
import { Chance, moduleText, proseText, remark } from "../chance.mjs";
import { decision, error, Scene, task, todo } from "../scene.mjs";

const areas = {
  billing: "invoice ledger refund tariff voucher budget quota".split(" "),
  warehouse: "stock batch supplier label depot basket parcel".split(" "),
  transport: "courier route shipment address order report account".split(" "),
};
const callLine = (name) => `  const rows = await fetchLegacy("${name}", options);`;
const oldImport = 'import { fetchLegacy } from "../legacy.mjs";';
const newImport = 'import { request } from "../http/request.mjs";';
const check = `import { readdirSync } from "node:fs";

let checked = 0;
for (const area of ["billing", "warehouse", "transport"]) {
  for (const file of readdirSync(new URL("../src/" + area, import.meta.url))) {
    const module = await import(new URL("../src/" + area + "/" + file, import.meta.url));
    if (typeof module.load !== "function") throw new Error(area + "/" + file + " exports no load()");
    const rows = await module.load({ region: "north" });
    if (!Array.isArray(rows)) throw new TypeError(area + "/" + file + ": load() gave no rows");
    checked++;
  }
}

console.log(checked + " modules load");
`;

/** The scene, in a folder. */
export function refactoring(folder) {
  const chance = new Chance(22);
  const scene = new Scene({ name: "refactoring", version: "2.1.197", model: "claude-sonnet-5", folder });
  scene.file("CLAUDE.md", "# Parcel office\n\nES modules, Node.js 20. `node scripts/check.mjs` loads every module. Keep file names as they are.\n");
  scene.file("README.md", proseText(chance, 5));
  scene.file("scripts/check.mjs", check);
  scene.file("src/legacy.mjs", 'export async function fetchLegacy(name) {\n  return [{ id: 1, name, amount: 5 }];\n}\n');
  for (const [area, names] of Object.entries(areas)) {
    for (const name of names) {
      const body = `/** Loads what is asked for. */\nexport async function load(options = {}) {\n${callLine(name)}\n  return rows;\n}\n`;
      scene.file(`src/${area}/${name}.mjs`, `${oldImport}\n\n${body}\n${moduleText(chance, name, 30)}`);
    }
  }

  scene.user(
    "Please replace the legacy client: every module under src/ must use a new request() from src/http/request.mjs instead of fetchLegacy, and src/legacy.mjs goes away at the end. Work area by area and keep the check green.",
    { facts: [task("replace", "request", "fetchLegacy", "legacy", "area by area")] },
  );
  scene.says("I'll get an overview before planning.", [scene.bash("grep -rn fetchLegacy src | head -50"), scene.read("scripts/check.mjs")]);
  scene.says("", [scene.read("src/legacy.mjs"), scene.read("README.md")]);
  const subjects = [
    ["Write the new request client", "src/http/request.mjs with the same result as before"],
    ["Move the billing modules over", "all seven of them"],
    ["Move the warehouse modules over", "all seven of them"],
    ["Move the transport modules over", "all seven of them"],
    ["Delete the legacy client", "once nobody imports it"],
  ];
  subjects.forEach(([subject, description], index) =>
    scene.says(index === 0 ? "There are 21 modules in three areas. I note what is to be done." : "", [{ name: "TaskCreate", input: { subject, description } }], {
      facts: [todo(`todo-${index + 1}`, subject)],
    }),
  );
  const progress = (number, status) => ({ name: "TaskUpdate", input: { taskId: String(number), status } });
  scene.says(
    "The new client takes the resource's path and an options object. I decided to retry only idempotent calls, at most twice, since bookings must never be sent again.",
    [progress(1, "in_progress"), scene.write("src/http/request.mjs", 'export async function request(path, { query = {}, retries = 2 } = {}) {\n  return { path, query, retries };\n}\n')],
    { facts: [decision("idempotent", "retry", "idempotent", "twice")] },
  );
  scene.says("", [scene.bash("node scripts/check.mjs")]);
  scene.says("", [progress(1, "completed"), progress(2, "in_progress")], { finishes: ["todo-1"] });

  const move = (area, name, { wrong = false } = {}) => {
    const path = `src/${area}/${name}.mjs`;
    scene.says(remark(chance), [scene.read(path)]);
    scene.says("", [scene.edit(path, oldImport, newImport)]);
    scene.says(
      "",
      [scene.edit(path, callLine(name), wrong ? `  const rows = await request("/${name}", { query: options });` : `  const { rows } = await request("/${name}", { query: options });`)],
    );
  };

  areas.billing.slice(0, 2).forEach((name) => move("billing", name, { wrong: true }));
  scene.says("", [scene.bash("node scripts/check.mjs", { fails: true })], { facts: [error("no-rows", "billing/invoice.mjs", "load() gave no rows")] });
  scene.says(
    "My client returns the bare description of the request. Let's have it return an object with `rows` and `total`, as the paging code will need both; the modules take `rows` from it.",
    [scene.write("src/http/request.mjs", 'import { local } from "./local.mjs";\n\nexport async function request(path, { query = {}, retries = 2 } = {}) {\n  const rows = await local(path, query, retries);\n  return { rows, total: rows.length };\n}\n')],
    { facts: [decision("rows-total", "object", "rows", "total")] },
  );
  scene.says("", [scene.write("src/http/local.mjs", 'export async function local(path, query) {\n  return [{ id: 1, path, query, amount: 5 }];\n}\n')]);
  for (const name of areas.billing.slice(0, 2)) {
    scene.says("", [scene.edit(`src/billing/${name}.mjs`, "  const rows = await request", "  const { rows } = await request")]);
  }

  scene.says("", [scene.bash("node scripts/check.mjs")], { refutes: ["no-rows"] });
  areas.billing.slice(2).forEach((name) => move("billing", name));
  scene.says("", [scene.bash("node scripts/check.mjs"), progress(2, "completed"), progress(3, "in_progress")], { finishes: ["todo-2"] });
  for (const name of areas.warehouse) {
    move("warehouse", name);
    scene.says("", [scene.bash(`node --check src/warehouse/${name}.mjs`)]);
  }

  scene.says("", [scene.bash("node scripts/check.mjs"), progress(3, "completed")], { finishes: ["todo-3"] });
  scene.says("Billing and warehouse use the new client; 14 of 21 modules are done, transport is next.");

  scene.user("Wait: the transport team wants their own timeout, so give request() a timeoutSeconds option (default 30) and pass 90 in all transport modules. Then go on.", {
    facts: [decision("timeout", "timeoutSeconds", "90", "transport")],
  });
  scene.says("", [progress(4, "in_progress"), scene.edit("src/http/request.mjs", "retries = 2 } = {}", "retries = 2, timeoutSeconds = 30 } = {}")]);
  scene.says("", [scene.edit("src/http/request.mjs", "local(path, query, retries)", "local(path, query, retries, timeoutSeconds)")]);
  for (const name of areas.transport) {
    const path = `src/transport/${name}.mjs`;
    scene.says(remark(chance), [scene.read(path)]);
    scene.says("", [scene.edit(path, oldImport, newImport), scene.edit(path, callLine(name), `  const { rows } = await request("/${name}", { query: options, timeoutSeconds: 90 });`)]);
    scene.says("", [scene.bash(`node --check ${path} && grep -n request ${path}`)]);
  }

  scene.says("", [scene.bash("node scripts/check.mjs"), progress(4, "completed"), progress(5, "in_progress")], { finishes: ["todo-4"] });
  scene.says("", [scene.bash("grep -rn legacy src | grep -v '^src/legacy.mjs' || echo nobody")]);
  scene.says("Nobody imports it any more.", [scene.bash("rm src/legacy.mjs && node scripts/check.mjs")]);
  for (const [area, names] of Object.entries(areas)) {
    names.forEach((name) => scene.says(remark(chance), [scene.bash(`head -40 src/${area}/${name}.mjs`)]));
  }

  scene.says("", [progress(5, "completed")], { finishes: ["todo-5"] });
  scene.says("All 21 modules use request(), and src/legacy.mjs is gone. The check loads every module.");
  return scene;
}
