// A small bug: forty answers, one prompt and one more.
import { Chance, logText, moduleText, proseText, remark } from "../chance.mjs";
import { decision, error, Scene, task } from "../scene.mjs";

const cart = `import { roundToCents } from "./rounding.mjs";

/** The sum of a cart, discount taken off. */
export function cartTotal(lines, discount = 0) {
  let total = 0;
  for (const line of lines) {
    total += roundToCents(line.price * line.pieces * (1 - discount));
  }

  return total;
}
`;

const rounding = `/** Rounds an amount to whole cents. */
export function roundToCents(amount) {
  return Math.floor(amount * 100) / 100;
}
`;

const cartTest = `import assert from "node:assert/strict";
import { cartTotal } from "../src/cart.mjs";

assert.equal(cartTotal([{ price: 10, pieces: 1 }]), 10);
assert.equal(cartTotal([{ price: 19.95, pieces: 3 }], 0.12), 52.67, "twelve percent off three lamps");
console.log("cart: 2 checks passed");
`;

/** The scene, in a folder. */
export function smallBug(folder) {
  const chance = new Chance(11);
  const scene = new Scene({ name: "small-bug", version: "2.1.329", model: "claude-sonnet-5-5", folder });
  const others = ["invoice", "voucher", "shipment", "ledger", "courier", "tariff", "parcel", "depot"];
  scene.file("CLAUDE.md", "# Lamp shop\n\nPlain JavaScript, no dependencies. Tests are run with `node test/NAME.test.mjs`.\n");
  scene.file("src/cart.mjs", cart);
  scene.file("src/rounding.mjs", rounding);
  scene.file("test/cart.test.mjs", cartTest);
  scene.file("docs/handbook.md", proseText(chance, 14));
  scene.file("logs/shop.log", logText(chance, 140));
  others.forEach((name) => scene.file(`src/${name}.mjs`, moduleText(chance, name, 31)));

  scene.user("The cart shows 52.66 instead of 52.67 when a customer buys three lamps with the 12 % summer discount. Find out why and fix it; the printed invoice must show the same sum.", {
    facts: [task("fix", "cart", "52.67", "discount", "invoice")],
  });
  scene.says("I'll look at the cart first.", [scene.read("src/cart.mjs")], { thinking: "The discount is probably applied per line." });
  scene.says("", [scene.bash("ls -R src test docs")]);
  scene.says("Let me see the failure.", [scene.bash("node test/cart.test.mjs", { fails: true })], { facts: [error("lamps", "twelve percent off three lamps")] });
  scene.says("", [scene.read("src/rounding.mjs")]);
  scene.says("`roundToCents` cuts off instead of rounding. Before I change it I want to know who else relies on that.", [scene.bash("grep -rn roundToCents src test || true")]);
  for (const name of others) {
    scene.says(remark(chance), [scene.read(`src/${name}.mjs`)]);
  }

  scene.says("The handbook may say how sums are rounded.", [scene.read("docs/handbook.md")]);
  scene.says("", [scene.bash("tail -120 logs/shop.log")]);
  scene.says(
    "There are two faults: each line is rounded by itself, and rounding goes down. I'll round only once, on the final sum, rather than per line, because the invoice does it that way too.",
    [scene.edit("src/cart.mjs", "total += roundToCents(line.price * line.pieces * (1 - discount));", "total += line.price * line.pieces * (1 - discount);")],
    { facts: [decision("once", "round", "once", "final sum")], thinking: "Rounding once keeps cart and invoice equal." },
  );
  scene.says("", [scene.edit("src/cart.mjs", "  return total;", "  return roundToCents(total);")]);
  scene.says("", [scene.bash("node test/cart.test.mjs", { fails: true })]);
  scene.says("Now the rounding itself.", [scene.edit("src/rounding.mjs", "Math.floor(amount * 100) / 100", "Math.round((amount + Number.EPSILON) * 100) / 100")]);
  scene.says("", [scene.bash("node test/cart.test.mjs")], { refutes: ["lamps"] });
  for (const name of others.slice(0, 5)) {
    scene.says(remark(chance), [scene.bash(`grep -n "Math.round" src/${name}.mjs || true`)]);
  }

  scene.says("The cart gives 52.67 now; `roundToCents` rounds to the nearest cent.");
  scene.user("Good. Now add a test for a negative amount, a credit note of -0.005 must become 0 and not -0.01. Please do not touch cart.mjs any more.", {
    finishes: ["fix"],
    facts: [task("credit", "credit note", "-0.005", "negative"), decision("hands-off", "not", "touch", "cart.mjs")],
  });
  const roundingTest = `import assert from "node:assert/strict";\nimport { roundToCents } from "../src/rounding.mjs";\n\nassert.equal(roundToCents(0.005), 0.01);\nassert.equal(roundToCents(-0.005), 0, "a credit note of half a cent");\nconsole.log("rounding: 2 checks passed");\n`;
  scene.says("A test of its own for the rounding.", [scene.write("test/rounding.test.mjs", roundingTest)]);
  scene.says("", [scene.bash("node test/rounding.test.mjs", { fails: true })], { facts: [error("half-cent", "credit note of half a cent")] });
  scene.says("`Math.round` gives minus zero here, and the strict comparison tells them apart.", [scene.read("src/rounding.mjs")]);
  scene.says("Adding zero turns minus zero into zero.", [scene.edit("src/rounding.mjs", "* 100) / 100;", "* 100) / 100 + 0;")]);
  scene.says("", [scene.bash("node test/rounding.test.mjs")], { refutes: ["half-cent"] });
  for (const name of others.slice(1)) {
    scene.says(remark(chance), [scene.read(`src/${name}.mjs`, { offset: 10, limit: 60 })]);
  }

  scene.says("", [scene.bash("for f in test/*.test.mjs; do node $f; done")]);
  scene.says("Both tests pass, and cart.mjs is as it was.");
  return scene;
}
