const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Markup that is safe to send: made by {@link html}, or this simulator's own styles, scripts and pictures. */
export interface Html {
  readonly markup: string;
}

type Part = string | Html | false | undefined | readonly Part[];

function render(part: Part): string {
  if (part === false || part === undefined) return '';
  if (typeof part === 'string') return part.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
  return 'markup' in part ? part.markup : part.map(render).join('');
}

/** Markup with everything that is put in escaped, fit for text and for quoted attributes. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return { markup: String.raw({ raw: strings }, ...parts.map(render)) };
}

/** Text that goes on in the next line at one of an address's marks rather than within a word. */
export function breakable(text: string): Html {
  return html`${text.split(/(?<![/:])(?=[@/?&]|\.[a-z])/i).map((part, index) => html`${index > 0 && html`<wbr>`}${part}`)}`;
}
