import { Parser } from 'acorn';

/**
 * What Chrome 69 and Safari 12, the oldest web views of DingTalk's clients, cannot parse of a module: `?.`, `??`,
 * top-level `await`, lookbehind and all else that came after ES2018.
 */
export function newSyntaxOf(module: string): string | undefined {
  const lookbehind = /\(\?<[=!]/.exec(module)?.[0];
  try {
    Parser.parse(module, { ecmaVersion: 2018, sourceType: 'module', allowHashBang: false });
    return lookbehind;
  } catch (error) {
    return (error as Error).message;
  }
}

/** A script that runs before all others in a page, and removes what came to browsers later than that. */
export const removeNewApis = `
  const remove = (from, ...names) => names.forEach((name) => delete from[name]);
  remove(Object, 'fromEntries', 'hasOwn', 'groupBy');
  remove(Array.prototype, 'at', 'flat', 'flatMap', 'findLast', 'findLastIndex', 'toSorted', 'toReversed', 'with');
  remove(String.prototype, 'at', 'matchAll', 'replaceAll', 'isWellFormed', 'toWellFormed');
  remove(Promise, 'allSettled', 'any', 'try', 'withResolvers');
  remove(Intl, 'RelativeTimeFormat', 'ListFormat', 'Segmenter', 'DisplayNames');
  remove(window, 'queueMicrotask', 'structuredClone', 'BigInt', 'WeakRef', 'AggregateError', 'reportError');
  remove(Element.prototype, 'replaceChildren', 'ariaBusy', 'ariaLabel', 'setHTML', 'checkVisibility');
  remove(HTMLElement.prototype, 'inert', 'popover');
  remove(AbortSignal, 'timeout', 'any', 'abort');
  remove(URL, 'canParse', 'parse');
  remove(URLSearchParams.prototype, 'size');
  remove(crypto, 'randomUUID');
  if (window.SubmitEvent) remove(SubmitEvent.prototype, 'submitter');
  MediaQueryList.prototype.addEventListener = undefined;
  for (const owner of [Document, Element])
    for (const name of ['querySelector', 'querySelectorAll', 'matches', 'closest']) {
      const original = owner.prototype[name];
      if (original) owner.prototype[name] = function (selector) {
        if (/:(is|where|has|focus-visible)\\b/.test(selector)) throw new SyntaxError(selector);
        return original.call(this, selector);
      };
    }
`;
