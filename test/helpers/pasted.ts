/** Recipes of the documentation pasted into one file, as a reader does: what all of them have is there once. */
export function pasted(recipes: readonly string[]): string {
  const imports = recipes.flatMap((code) => code.match(importStatement) ?? []);
  const statements = recipes.flatMap((code) =>
    code
      .replace(importStatement, '')
      .replace(/^\s*\/[/*].*\n/gm, '')
      .split(/\n+(?=[a-z])/)
      .map((statement) => statement.trim())
      // Both are ways to write the same.
      .map((statement) => statement.replace(' = express.Router();', ' = Router();'))
      .filter(Boolean),
  );
  const needed = [...imports, "import { Router } from 'express';"];
  return [...merged(needed), ...new Set(statements), ''].join('\n');
}

const importStatement = /^import\s[^;]*;\n/gm;

/** One statement for each module: its default, and its names, of which a value is a type as well. */
function merged(imports: readonly string[]): string[] {
  const modules = new Map<string, { whole: Set<string>; names: Set<string> }>();
  for (const statement of imports) {
    const [, typeOnly = '', whole = '', list = '', module = ''] =
      /^import\s+(type\s)?\s*([\w$]+|\*\s+as\s+\w+)?,?\s*(?:\{([^}]*)\}\s*)?(?:from\s+)?'([^']+)'/.exec(
        statement,
      ) ?? [];
    const known = modules.get(module) ?? { whole: new Set(), names: new Set() };
    modules.set(module, known);
    if (whole) known.whole.add(whole);
    for (const name of list
      .split(',')
      .map((it) => it.trim())
      .filter(Boolean)) {
      known.names.add(typeOnly ? `type ${name}` : name);
    }
  }
  return [...modules].map(([module, { whole, names }]) => {
    const kept = [...names].filter(
      (name) => !names.has(name.replace(/^type /, '')) || !name.startsWith('type '),
    );
    const list = kept.length > 0 ? [`{ ${kept.join(', ')} }`] : [];
    const what = [...whole, ...list].join(', ');
    return what ? `import ${what} from '${module}';` : `import '${module}';`;
  });
}
