/** Makes a text from outside fit for an error: without the secrets, without control characters, bounded. */
export type Redact = (text: string, maxLength?: number) => string;

/** Shorter values are no secrets of DingTalk's, and blotting them out would eat ordinary words. */
const shortestSecret = 4;

/** Control and bidirectional-override characters would let DingTalk's text forge lines of a log. */
const unfitForLogs = ['Cc', 'Cf', 'Zl', 'Zp', 'Cs'];

/** A {@link Redact} for these secrets, which may stand in the text as they are or percent-encoded. */
export function redactor(secrets: Iterable<string | undefined>): Redact {
  const forms = new Set<string>();
  for (const secret of secrets) {
    if (secret === undefined || secret.length < shortestSecret) continue;
    forms.add(secret);
    // By way of a Buffer, which mends the lone surrogates that encodeURIComponent would throw at.
    forms.add(encodeURIComponent(Buffer.from(secret).toString()));
    forms.add(JSON.stringify(secret).slice(1, -1));
  }
  // The longest first: a secret that begins like another must not leave its tail behind.
  const pattern = [...forms]
    .sort((a, b) => b.length - a.length)
    .map((form) => form.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'))
    .join('|');
  // No literal, which Node would read with this file, taking as long as for ten kilobytes of code.
  const unfit = new RegExp(`[${unfitForLogs.map((kind) => `\\p{${kind}}`).join('')}]+`, 'gu');
  const known = pattern ? new RegExp(pattern, 'gi') : undefined;
  return (text, maxLength = 500) => {
    const clean = (known ? text.replace(known, '***') : text).replace(unfit, ' ').trim();
    return clean.length > maxLength ? `${[...clean].slice(0, maxLength - 1).join('')}…` : clean;
  };
}
