/** The known name that a misspelt one was probably meant to be: but for case, or a slip or two. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const word = plain(name);
  let found: { name: string; slips: number } | undefined;
  for (const each of known) {
    const slips = distance(word, plain(each));
    if (slips < (found?.slips ?? Infinity)) found = { name: each, slips };
  }
  // In a short word two slips leave too little of it.
  return found && found.slips <= (word.length < 6 ? 1 : 2) ? found.name : undefined;
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[-_\s]/g, '');
}

/** How many letters were left out, put in, changed or exchanged with their neighbour. */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  const at = (line: number[], index: number) => line[index] ?? Infinity;
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      next[j] = Math.min(
        at(row, j) + 1,
        at(next, j - 1) + 1,
        at(row, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1),
        swapped ? at(before, j - 2) + 1 : Infinity,
      );
    }
    [before, row] = [row, next];
  }
  return at(row, b.length);
}
