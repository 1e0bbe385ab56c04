/** Makes a text from outside fit for an error: without the secrets, without control characters, bounded. */
export type Redact = (text: string, maxLength?: number) => string;

/** Shorter values are no secrets of DingTalk's, and blotting them out would eat ordinary words. */
const shortestSecret = 4;

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
  const known = pattern ? new RegExp(pattern, 'gi') : undefined;
  return (text, maxLength = 500) => {
    const clean = (known ? text.replace(known, '***') : text)
      // Control and bidirectional-override characters would let DingTalk's text forge lines of a log.
      .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+/gu, ' ')
      .trim();
    return clean.length > maxLength ? `${[...clean].slice(0, maxLength - 1).join('')}…` : clean;
  };
}
