// Stryker's reporter that knows the mutants nobody could tell from the code as it is, prints the others that survived,
// and leaves the figures of each file to run.mjs.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';

/** Mutants by file: the line, what of it is mutated and what that becomes, and the reason why it may live. */
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

const oneLine = (text) => text.replaceAll(/\s+/g, ' ');

function short(text) {
  const line = oneLine(text);
  return line.length > 90 ? `${line.slice(0, 87)}...` : line;
}

class Survivors {
  /** First in the list of reporters, so that the page shows as ignored what is ignored here. */
  onMutationTestReportReady(report) {
    const used = new Set();
    const table = [];
    for (const [name, { source, mutants }] of Object.entries(report.files).sort()) {
      for (const mutant of mutants.filter(({ status }) => survived.has(status))) {
        const line = lineOf(source, mutant.location.start);
        const was = oneLine(mutatedText(source, mutant.location));
        const known = (equivalents[name] ?? []).find(
          (entry) =>
            line === entry.line && was === entry.was && oneLine(mutant.replacement) === entry.becomes,
        );
        if (known) {
          used.add(known);
          mutant.status = 'Ignored';
          mutant.statusReason = known.reason;
          continue;
        }
        console.log(
          `${name}:${mutant.location.start.line}:${mutant.location.start.column} ${mutant.mutatorName}, ` +
            `${mutant.status === 'Survived' ? 'survived' : 'no test runs it'}\n  - ${short(was)}\n  + ${short(mutant.replacement)}`,
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
    mkdirSync(process.env.MUTATION_REPORT, { recursive: true });
    writeFileSync(`${process.env.MUTATION_REPORT}/scores.json`, JSON.stringify(table));
  }
}

export const strykerPlugins = [{ kind: 'Reporter', name: 'survivors', injectableClass: Survivors }];
