// Four hundred answers, most of them readings of long files: a review that ends near a million tokens.
import { Chance, functionName, logText, moduleText, remark } from "../chance.mjs";
import { decision, error, Scene, task } from "../scene.mjs";

const subjects = "invoice ledger refund tariff voucher budget stock batch supplier label depot basket parcel courier route shipment".split(" ");
const check = `import { readFileSync } from "node:fs";

const file = process.argv[2];
const text = readFileSync(file, "utf8");
const missing = [...text.matchAll(/audited\\("([a-z]+)"\\)/g)].filter(([, name]) => !text.includes("function audited"));
if (missing.length > 0) {
  console.error(file + ": ReferenceError: audited is not defined (called for " + missing[0][1] + ")");
  process.exit(1);
}

console.log(file + ": ok");
`;
const parts = [
  {
    area: "ledger-core",
    prompt: "Review the accounting code in src/ledger-core file by file. Whatever adds up amounts must be marked with audited(); write findings to docs/findings.md as you go.",
    words: ["review", "accounting", "audited", "findings.md"],
    decisions: [
      ["I'll mark the exported functions only and leave private ones alone, because the audit trail works on module borders.", ["exported functions", "private", "audit trail"]],
      ["Findings get one line each with file and line number, instead of paragraphs.", ["findings", "one line each"]],
    ],
  },
  {
    area: "tariff-engine",
    prompt: "Go on with src/tariff-engine in the same way. There you also need to watch for currencies: amounts in yen have no decimals.",
    words: ["tariff-engine", "currencies", "yen"],
    decisions: [["I decided to treat currencies without decimals by a table in src/currencies.mjs rather than by a condition in each function.", ["currencies", "table", "src/currencies.mjs"]]],
  },
  {
    area: "parcel-flow",
    prompt: "Now src/parcel-flow. Leave the label printing out, the vendor replaces it next month.",
    words: ["parcel-flow", "label printing", "vendor"],
    decisions: [["We'll skip every file that imports the printer and list it under 'not reviewed' so that nobody takes it for checked.", ["skip", "printer", "not reviewed"]]],
  },
  {
    area: "night-jobs",
    prompt: "Last part: src/night-jobs. These run unattended, so look for anything that could run twice after a crash.",
    words: ["night-jobs", "unattended", "twice", "crash"],
    decisions: [["Each job should take a lock file named after its date; I prefer that over a database flag, which a crash would leave set.", ["lock file", "date", "database flag"]]],
  },
];

/** The scene, in a folder. */
export function longReading(folder) {
  const chance = new Chance(33);
  const scene = new Scene({ name: "long-reading", version: "2.1.329", model: "claude-sonnet-5-5", folder });
  scene.file("CLAUDE.md", "# Accounts\n\nNever change what a function returns during a review. `node scripts/check.mjs FILE` checks one file.\n");
  scene.file("scripts/check.mjs", check);
  scene.file("docs/findings.md", "# Findings\n");
  for (const { area } of parts) {
    scene.file(`logs/${area}.log`, logText(chance, 120));
    subjects.forEach((subject, index) => {
      for (const part of ["read", "write", "plan", "close", "sum"]) {
        scene.file(`src/${area}/${subject}-${part}.mjs`, moduleText(chance, subject, 25 + ((index * 5) % 10)));
      }
    });
  }

  parts.forEach((part, number) => {
    scene.user(part.prompt, { finishes: number === 0 ? [] : [`part-${number}`], facts: [task(`part-${number + 1}`, ...part.words)] });
    scene.says("I start with an overview.", [scene.bash(`ls src/${part.area}; wc -l src/${part.area}/*.mjs | tail -1`), scene.bash(`tail -100 logs/${part.area}.log`)]);
    const files = subjects.flatMap((subject) => ["read", "write", "plan", "close", "sum"].map((kind) => ({ subject, path: `src/${part.area}/${subject}-${kind}.mjs` })));
    files.forEach(({ subject, path }, index) => {
      const stated = part.decisions[Math.floor(index / 30)];
      const isMoment = index % 30 === 8 && stated !== undefined;
      scene.says(isMoment ? stated[0] : remark(chance), [scene.read(path)], isMoment ? { facts: [decision(`${part.area}-${index}`, ...stated[1])] } : {});
      if (index % 10 === 9) {
        mark(scene, { subject, path, part, index });
      }
    });
    scene.says(`The review of src/${part.area} is done; docs/findings.md has the list.`);
  });
  return scene;
}

function mark(scene, { subject, path, part, index }) {
  const head = `export function ${functionName(subject, 3)}(`;
  scene.says("This one adds up amounts.", [scene.edit(path, head, `audited("${subject}");\n${head}`)]);
  if (index === 39) {
    const id = `audited-${part.area}`;
    scene.says("", [scene.bash(`node scripts/check.mjs ${path}`, { fails: true })], { facts: [error(id, path.split("/").at(-1), "audited is not defined")] });
    scene.says("The import is missing.", [scene.read(path, { limit: 20 })]);
    scene.says("", [scene.edit(path, `audited("${subject}");`, `function audited(name) {\n  globalThis.trail?.push(name);\n}\n\naudited("${subject}");`)]);
    scene.says("", [scene.bash(`node scripts/check.mjs ${path}`)], { refutes: [id] });
  } else {
    const findings = scene.now("docs/findings.md");
    const last = findings.trimEnd().split("\n").at(-1);
    scene.says("", [scene.read("docs/findings.md"), scene.edit("docs/findings.md", `${last}\n`, `${last}\n- ${path}: ${functionName(subject, 3)} adds up without rounding\n`)]);
  }
}
