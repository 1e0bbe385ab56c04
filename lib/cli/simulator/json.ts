/** Where a text stops being JSON: line and column, both from 1. `undefined` when it is JSON throughout. */
export function whereNotJson(text: string): { line: number; column: number } | undefined {
  const offset = firstMistake(text);
  if (offset === undefined) return undefined;
  const lines = text.slice(0, offset).split(/\r\n?|\n/);
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
}

const SPACE = /[ \t\n\r]*/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON has none of them within a string
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const WORD = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

/**
 * The platform's parser does not always say where; and what it says quotes the text, which may be a secret. This one
 * walks from token to token, with what may come next, and a stack of what is open.
 */
function firstMistake(text: string): number | undefined {
  const open: ('{' | '[')[] = [];
  let at = 0;
  let next: 'value' | 'value or ]' | 'key' | 'key or }' | 'separator' = 'value';
  const take = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found) at = pattern.lastIndex;
    return found !== null;
  };
  const takes = (character: string): boolean => {
    if (text[at] !== character) return false;
    at += 1;
    return true;
  };
  for (;;) {
    take(SPACE);
    if (next === 'separator') {
      const inside = open.at(-1);
      if (inside === undefined) return at === text.length ? undefined : at;
      if (takes(',')) next = inside === '{' ? 'key' : 'value';
      else if (takes(inside === '{' ? '}' : ']')) open.pop();
      else return at;
    } else if (next === 'key' || next === 'key or }') {
      if (next === 'key or }' && takes('}')) {
        open.pop();
        next = 'separator';
      } else {
        if (!take(STRING)) return at;
        take(SPACE);
        if (!takes(':')) return at;
        next = 'value';
      }
    } else if (next === 'value or ]' && takes(']')) {
      open.pop();
      next = 'separator';
    } else if (takes('{')) {
      open.push('{');
      next = 'key or }';
    } else if (takes('[')) {
      open.push('[');
      next = 'value or ]';
    } else if (take(STRING) || take(WORD)) {
      next = 'separator';
    } else {
      return at;
    }
  }
}
