/** In per cent. */
export const leastScore = 95;

/** @param row - how many mutants were noticed, and how many were not */
export const scoreOf = ({ killed, survived }) =>
  killed + survived ? (100 * killed) / (killed + survived) : 100;

/** The rows, with their score, and one of all. */
export function scoreTable(rows) {
  const whole = { file: 'all', mutants: 0, killed: 0, survived: 0, ignored: 0 };
  for (const row of rows) {
    for (const key of ['mutants', 'killed', 'survived', 'ignored']) whole[key] += row[key];
  }
  return [...rows, whole].map((row) => ({ ...row, score: Number(scoreOf(row).toFixed(1)) }));
}
