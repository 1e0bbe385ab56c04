import type { Answer } from '../gateway/answer.js';
import type { Problem } from './authorization.js';
import { breakable, html } from './html.js';
import { type Language, texts } from './language.js';
import { page } from './layout.js';

/** What DingTalk shows instead of a redirect is not documented, nor is its HTTP status. */
export function problemPage(problem: Problem, language: Language): Answer {
  const t = texts[language];
  const status = problem.kind === 'notAMember' || problem.kind === 'foreignForm' ? 403 : 400;
  const facts =
    'value' in problem &&
    html`<dl>
<dt>${t.received}</dt><dd><code>${breakable(problem.value.slice(0, 500) || t.empty)}</code></dd>
<dt>${t.allowed}</dt>${problem.allowed.map((value) => html`<dd><code>${breakable(value)}</code></dd>`)}
</dl>`;
  return page(status, language, t.refused, html`<p class="problem">${t.problem(problem)}</p>${facts}`);
}
