import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

/** First arguments of every call of `name(…)` or `x.name(…)` in the extension's source, with the file each stands in. */
export function firstArguments(name: string, under = "extension"): { readonly file: string; readonly text: string | undefined }[] {
  const found: { file: string; text: string | undefined }[] = [];
  for (const file of readdirSync(under, { recursive: true }).map(String)) {
    if (file.endsWith(".ts")) {
      const path = join(under, file);
      const visit = (node: ts.Node): void => {
        if (ts.isCallExpression(node) && calledName(node) === name) {
          const [argument] = node.arguments;
          found.push({ file: path, text: argument !== undefined && ts.isStringLiteralLike(argument) ? argument.text : undefined });
        }

        ts.forEachChild(node, visit);
      };
      visit(ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.Latest));
    }
  }
  return found;
}

function calledName({ expression }: ts.CallExpression): string | undefined {
  if (ts.isIdentifier(expression)) {
    return expression.text;
  }

  return ts.isPropertyAccessExpression(expression) ? expression.name.text : undefined;
}
