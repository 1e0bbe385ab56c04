// Stryker's reporter that knows the mutants nobody could tell from the code as it is, prints the others that survived
// with the score of each file, and fails the run below 95 %.
import { readFileSync } from 'node:fs';

const leastScore = 95;

/** Mutants by file, by the code that is mutated and what it becomes, each with the reason why it may live. */
const equivalents = JSON.parse(readFileSync(new URL('equivalents.json', import.meta.url), 'utf8'));

const killed = new Set(['Killed', 'Timeout']);
const survived = new Set(['Survived', 'NoCoverage']);

function lineOf(source, { line }) {
  return source.split('\n', line).at(-1).trim();
}

function mutatedText(source, { start, end }) {
  const lines = source.split('\n').slice(start.line - 1, end.line);
  const last = lines.length - 1;
  lines[last] = lines[last].slice(0, end.column - 1);
  lines[0] = lines[0].slice(start.column - 1);
  return lines.join('\n');
}

function short(text) {
  const oneLine = text.replaceAll(/\s+/g, ' ');
  return oneLine.length > 90 ? `${oneLine.slice(0, 87)}...` : oneLine;
}

class Survivors {
  /** First in the list of reporters, so that the page shows as ignored what is ignored here. */
  onMutationTestReportReady(report) {
    const used = new Set();
    const table = [];
    for (const [name, { source, mutants }] of Object.entries(report.files).sort()) {
      for (const mutant of mutants.filter(({ status }) => survived.has(status))) {
        const line = lineOf(source, mutant.location.start);
        const known = (equivalents[name] ?? []).find(
          (entry) => line.includes(entry.line) && entry.becomes.includes(mutant.replacement),
        );
        if (known) {
          used.add(known);
          mutant.status = 'Ignored';
          mutant.statusReason = known.reason;
          continue;
        }
        const was = short(mutatedText(source, mutant.location));
        console.log(
          `${name}:${mutant.location.start.line}:${mutant.location.start.column} ${mutant.mutatorName}, ` +
            `${mutant.status === 'Survived' ? 'survived' : 'no test runs it'}\n  - ${was}\n  + ${short(mutant.replacement)}`,
        );
      }
      for (const entry of equivalents[name] ?? []) {
        if (!used.has(entry))
          console.log(`${name}: no survivor is like \`${entry.line}\` of equivalents.json`);
      }
      const count = (wanted) => mutants.filter(({ status }) => wanted.has(status)).length;
      const [dead, alive, ignored] = [count(killed), count(survived), count(new Set(['Ignored']))];
      table.push({ file: name, mutants: mutants.length, killed: dead, survived: alive, ignored });
    }
    const sum = (of) => table.reduce((total, row) => total + row[of], 0);
    const whole = { file: 'all', mutants: 0, killed: 0, survived: 0, ignored: 0 };
    for (const key of ['mutants', 'killed', 'survived', 'ignored']) whole[key] = sum(key);
    const score = ({ killed: dead, survived: alive }) => (dead + alive ? (100 * dead) / (dead + alive) : 100);
    console.table([...table, whole].map((row) => ({ ...row, score: Number(score(row).toFixed(1)) })));
    if (score(whole) < leastScore) {
      console.error(`Fewer than ${leastScore} % of the mutants were noticed.`);
      process.exitCode = 1;
    }
  }
}

export const strykerPlugins = [{ kind: 'Reporter', name: 'survivors', injectableClass: Survivors }];
