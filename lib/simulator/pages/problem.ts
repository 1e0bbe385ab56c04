import type { Answer } from '../gateway/new.js';
import type { Problem } from './authorization.js';
import { breakable, html } from './html.js';
import { type Language, texts } from './language.js';
import { page } from './layout.js';

/**
 * What DingTalk shows instead of a redirect is not documented, nor is its HTTP status.
 *
 * @param list - the simulator's own page that was asked, when it was not an app that sent the person
 */
export function problemPage(
  problem: Problem,
  language: Language,
  list?: { title: string; href: string },
): Answer {
  const t = texts[language];
  const status = problem.kind === 'notAMember' || problem.kind === 'foreignForm' ? 403 : 400;
  const facts =
    'value' in problem &&
    html`<dl>
<dt>${t.received}</dt><dd><code>${breakable(problem.value.slice(0, 500) || t.empty)}</code></dd>
<dt>${t.allowed}</dt>${problem.allowed.map((value) => html`<dd><code>${breakable(value)}</code></dd>`)}
</dl>`;
  const again = status === 400 ? t.forTheApp : t.startAgain;
  const wayOut = list ? html`<a href="${list.href}">${t.toList}</a>` : again;
  return page(
    status,
    language,
    list?.title ?? t.refused,
    html`<p class="problem">${t.problem(problem)}</p>${facts}
<p>${wayOut}</p>`,
  );
}

/** For a link or form of the simulator's own that somebody has changed; `back` is where the right ones are. */
export function wrongRequest(
  language: Language,
  title: string,
  { reason, received, back }: { reason: string; received: string | undefined; back: string },
): Answer {
  const t = texts[language];
  return page(
    400,
    language,
    title,
    html`<p class="problem">${reason}</p>
<dl>
<dt>${t.received}</dt><dd><code>${breakable((received ?? '').slice(0, 500) || t.empty)}</code></dd>
</dl>
<p><a href="${back}">${t.toList}</a></p>`,
  );
}
