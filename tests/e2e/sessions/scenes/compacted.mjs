// Screenshots, several calls at once, files read again, and a conversation that is summarised in the middle.
import { deflateSync, crc32 } from "node:zlib";
import { Chance, logText, moduleText, remark } from "../chance.mjs";
import { decision, error, Scene, task } from "../scene.mjs";

const summary = `1. Primary Request and Intent:
   The user wants the print dialogue of the label editor rebuilt after the screenshots in design/: three columns, and a preview that follows the paper size. Labels must never be cut at the margin.

2. Key decisions:
   - The preview is drawn with plain SVG and not with a canvas, so that printing stays sharp.
   - Paper sizes are kept in millimetres everywhere.

3. Files and Code Sections:
   - src/dialogue.mjs: layout in three columns (edited)
   - src/preview.mjs: SVG preview (edited)
   - src/paper.mjs: sizes in millimetres (written)

4. Errors and fixes:
   - the margin check failed and was mended by taking the margin off twice.

5. Pending Tasks:
   - keyboard control of the dialogue
   - the README's section on printing`;
const marginTest = `import assert from "node:assert/strict";
import { printable } from "../src/paper.mjs";

assert.deepEqual(printable("A4", 10), { width: 190, height: 277 }, "margins of A4 on both sides");
assert.deepEqual(printable("A6", 5), { width: 95, height: 138 }, "margins of A6 on both sides");
console.log("margins: passed");
`;

/** The scene, in a folder. */
export function compacted(folder) {
  const chance = new Chance(66);
  const scene = new Scene({ name: "compacted", version: "2.1.197", model: "claude-sonnet-5", folder });
  const others = "label batch report address basket order parcel depot".split(" ");
  scene.file("CLAUDE.md", "# Label editor\n\nNo frameworks. Sizes are in millimetres. `node test/margin.test.mjs` checks the margins.\n");
  scene.file("README.md", "# Label editor\n\nPrints labels.\n");
  scene.file("src/dialogue.mjs", `export const columns = 1;\n\n${moduleText(chance, "dialogue", 12)}`);
  scene.file("src/preview.mjs", `export const drawing = "canvas";\n\n${moduleText(chance, "preview", 12)}`);
  scene.file("test/margin.test.mjs", marginTest);
  scene.file("logs/print.log", logText(chance, 150));
  ["dialogue-wide", "dialogue-narrow", "preview"].forEach((name, index) => scene.file(`design/${name}.png`, picture(chance, 640, 400 + index * 80)));
  others.forEach((name) => scene.file(`src/${name}.mjs`, moduleText(chance, name, 18)));

  scene.user("Rebuild the print dialogue of the label editor after the screenshots in design/: three columns, and a preview that follows the paper size. Labels must never be cut at the margin.", {
    facts: [task("dialogue", "print dialogue", "three columns", "preview", "paper size")],
  });
  scene.says("I look at the screenshots.", [scene.read("design/dialogue-wide.png"), scene.read("design/dialogue-narrow.png")]);
  scene.says("", [scene.read("design/preview.png"), scene.read("src/dialogue.mjs"), scene.read("src/preview.mjs")]);
  scene.says("", others.slice(0, 4).map((name) => scene.read(`src/${name}.mjs`)));
  scene.says("", [scene.read("src/dialogue.mjs"), scene.read("src/preview.mjs")]);
  scene.says(
    "The preview is a canvas today, which prints blurred. I'll draw it as plain SVG instead of a canvas so that printing stays sharp.",
    [scene.edit("src/preview.mjs", 'export const drawing = "canvas";', 'export const drawing = "svg";')],
    { facts: [decision("svg", "SVG", "canvas", "sharp")] },
  );
  scene.says("", others.slice(4).map((name) => scene.read(`src/${name}.mjs`)));
  scene.says("Paper sizes come first. I keep them in millimetres everywhere, as CLAUDE.md asks.", [
    scene.write("src/paper.mjs", "const sizes = { A4: [210, 297], A5: [148, 210], A6: [105, 148] };\n\n/** What can be printed on, in millimetres. */\nexport function printable(name, margin) {\n  const [width, height] = sizes[name];\n  return { width: width - margin, height: height - margin };\n}\n"),
  ], { facts: [decision("millimetres", "sizes", "millimetres")] });
  scene.says("", [scene.bash("node test/margin.test.mjs", { fails: true })], { facts: [error("margin", "margins of A4 on both sides")] });
  others.forEach((name) => scene.says(remark(chance), [scene.read(`src/${name}.mjs`), scene.bash(`grep -n margin src/${name}.mjs || true`)]));
  scene.says("The margin is taken off once, it must be on both sides.", [scene.edit("src/paper.mjs", "width: width - margin, height: height - margin", "width: width - 2 * margin, height: height - 2 * margin")]);
  scene.says("", [scene.bash("node test/margin.test.mjs")], { refutes: ["margin"] });
  scene.says("", [scene.edit("src/dialogue.mjs", "export const columns = 1;", "export const columns = 3;"), scene.read("design/dialogue-wide.png")]);
  for (const name of others) {
    scene.says(remark(chance), [scene.read(`src/${name}.mjs`, { offset: 20, limit: 50 }), scene.read("src/paper.mjs"), scene.bash("tail -40 logs/print.log")]);
  }

  scene.says("The dialogue has three columns and the preview follows the paper size. Keyboard control and the README are still to do.");
  scene.compact(summary);
  scene.user("Go on with the keyboard control: Escape closes the dialogue, Enter prints, and the arrow keys change the paper size. Then the README.", {
    facts: [task("keyboard", "keyboard control", "Escape", "Enter", "arrow keys")],
  });
  scene.says("", [scene.read("src/dialogue.mjs"), scene.read("src/paper.mjs")]);
  scene.says(
    "All keys go through one table in src/keys.mjs; that way the help page can list them.",
    [scene.write("src/keys.mjs", 'export const keys = { Escape: "close", Enter: "print", ArrowUp: "larger", ArrowDown: "smaller" };\n')],
    { facts: [decision("keys", "keys", "one table", "src/keys.mjs")] },
  );
  scene.says("", [scene.edit("src/dialogue.mjs", "export const columns = 3;", 'import { keys } from "./keys.mjs";\n\nexport const columns = 3;\nexport const actions = Object.values(keys);')]);
  others.forEach((name) => scene.says(remark(chance), [scene.read(`src/${name}.mjs`), scene.read("src/keys.mjs")]));
  scene.says("", [scene.bash("node -e 'import(\"./src/dialogue.mjs\").then(({ actions }) => { if (actions.length !== 5) throw new RangeError(\"five actions expected, found \" + actions.length); })'", { fails: true })], {
    facts: [error("five", "five actions expected", "found 4")],
  });
  scene.says("Tab was forgotten.", [scene.edit("src/keys.mjs", 'ArrowDown: "smaller" }', 'ArrowDown: "smaller", Tab: "next" }')]);
  scene.says("", [scene.bash("node -e 'import(\"./src/dialogue.mjs\").then(({ actions }) => console.log(actions.length))'")], { refutes: ["five"] });
  others.forEach((name) => scene.says(remark(chance), [scene.read(`src/${name}.mjs`, { offset: 60, limit: 80 }), scene.read("design/preview.png")]));
  others.forEach((name) => scene.says(remark(chance), [scene.bash(`sed -n 1,60p src/${name}.mjs`)]));
  scene.says("", [scene.read("README.md"), scene.edit("README.md", "Prints labels.", "Prints labels. Escape closes the dialogue, Enter prints, the arrow keys change the paper size.")]);
  scene.says("The keys work and the README tells them.");
  return scene;
}

/** A PNG of noise and bars, as large as a screenshot. */
function picture(chance, width, height) {
  const rows = Buffer.alloc(height * (1 + width * 3));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * (1 + width * 3) + 1 + x * 3;
      rows.fill(x % 40 < 20 ? chance.whole(200, 230) : (y * 7) % 200, at, at + 3);
    }
  }

  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), chunk("IHDR", header), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))]);
}

function chunk(name, data) {
  const named = Buffer.concat([Buffer.from(name), data]);
  const framed = Buffer.alloc(named.length + 8);
  framed.writeUInt32BE(data.length, 0);
  named.copy(framed, 4);
  framed.writeUInt32BE(crc32(named) >>> 0, named.length + 4);
  return framed;
}
