// One prompt, and then a loop of a hundred and sixty answers without another word from the user: run, find, read, mend, run again.
import { Chance, functionName, moduleText, remark } from "../chance.mjs";
import { decision, error, Scene, task } from "../scene.mjs";

const cases = 30;
const topics = "parcel invoice route voucher batch tariff depot courier ledger basket".split(" ");
const conform = `import { readdirSync } from "node:fs";
import { cases } from "../conformance/cases.mjs";

for (const file of readdirSync(new URL("../src", import.meta.url))) {
  await import(new URL("../src/" + file, import.meta.url));
}

let passed = 0;
for (const { number, title, module, given, expected } of cases) {
  const { convert } = await import(new URL("../src/" + module, import.meta.url));
  const got = convert(given);
  if (got !== expected) {
    console.log(passed + " cases passed");
    console.error("FAILED case " + number + " (" + title + "): " + module + " gave " + JSON.stringify(got) + ", expected " + JSON.stringify(expected));
    process.exit(1);
  }

  passed++;
}

console.log("all " + passed + " cases passed");
`;

/** The scene, in a folder. */
export function toolLoop(folder) {
  const chance = new Chance(44);
  const scene = new Scene({ name: "tool-loop", version: "2.1.197", model: "claude-sonnet-5", folder });
  const all = Array.from({ length: cases }, (_, index) => {
    const number = index + 1;
    const topic = topics[index % topics.length];
    return { number, title: `${chance.pick(["leap year", "empty field", "double space", "long name", "umlaut"])} in ${topic} ${number}`, module: `${topic}${number}.mjs`, given: `${topic} ${number}`, expected: `${topic.toUpperCase()}-${number}` };
  });
  scene.file("CLAUDE.md", "# Converters\n\nEach file under src/ has its own `convert`. The suite stops at the first failing case.\n");
  scene.file("conformance/cases.mjs", `export const cases = ${JSON.stringify(all, null, 2)};\n`);
  scene.file("scripts/conform.mjs", conform);
  for (const { number, module } of all) {
    const topic = topics[(number - 1) % topics.length];
    const wrong = `  return text.toLowerCase().split(" ").join("_"); // as version ${number} had it`;
    scene.file(`src/${module}`, `/** Converts one record. */\nexport function convert(text) {\n${wrong}\n}\n\n${moduleText(chance, topic, 22)}`);
  }

  scene.user(
    "The conformance suite fails (node scripts/conform.mjs). Make all thirty cases pass, one after the other, without changing anything under conformance/. Do not ask me in between, I am away until the evening.",
    { facts: [task("conform", "conformance suite", "thirty cases", "pass"), decision("no-cases", "without changing", "conformance")] },
  );
  scene.says("I start with the suite itself.", [scene.read("scripts/conform.mjs"), scene.bash("ls src | head -40")]);
  let open;
  for (const { number, title, module } of all) {
    const topic = topics[(number - 1) % topics.length];
    scene.says(number === 1 ? "" : `Case ${number - 1} passes now.`, [scene.bash("node scripts/conform.mjs", { fails: true })], {
      refutes: open === undefined ? [] : [open],
      facts: [error((open = `case-${number}`), `case ${number} (${title})`)],
    });
    if (number % 3 !== 0) {
      scene.says(remark(chance), [scene.bash(`grep -n "number\\": ${number}," -A 6 conformance/cases.mjs; grep -rln "${functionName(topic, 2)}" src`)]);
    }

    scene.says(remark(chance), [scene.read(`src/${module}`)]);
    if (number === 4) {
      scene.says("The old underscore form is still used by exports. I'll keep it available as `convertLegacy` rather than dropping it, in case the nightly export needs it.", [scene.bash("grep -rn convertLegacy . || echo none")], {
        facts: [decision("legacy-form", "convertLegacy", "nightly export")],
      });
    }

    if (number === 15) {
      scene.says("Half of the cases pass. From here on I'd rather upper-case with `toLocaleUpperCase(\"en\")`, since plain upper-casing depends on the machine for umlauts.", [scene.bash("node -e 'console.log(\"ä\".toLocaleUpperCase(\"en\"))'")], {
        facts: [decision("locale", "toLocaleUpperCase", "umlauts")],
      });
    }

    const upper = number < 15 ? "toUpperCase()" : 'toLocaleUpperCase("en")';
    scene.says("", [scene.edit(`src/${module}`, `  return text.toLowerCase().split(" ").join("_"); // as version ${number} had it`, `  return text.${upper}.split(" ").join("-");`)]);
    scene.says("", [scene.bash(`node --check src/${module} && sed -n 1,12p src/${module}`)]);
  }

  scene.says("The last one.", [scene.bash("node scripts/conform.mjs")], { refutes: [open] });
  scene.says("All thirty cases pass, and nothing under conformance/ was changed.");
  return scene;
}
