const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Markup that is safe to send. Only {@link html} makes it. */
export class Html {
  readonly markup: string;

  constructor(markup: string) {
    this.markup = markup;
  }
}

type Part = string | Html | false | undefined | readonly Part[];

function render(part: Part): string {
  if (part === false || part === undefined) return '';
  if (part instanceof Html) return part.markup;
  if (typeof part !== 'string') return part.map(render).join('');
  return part.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

/** Markup with everything that is put in escaped, fit for text and for quoted attributes. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(String.raw({ raw: strings }, ...parts.map(render)));
}

/** Text that goes on in the next line at one of an address's marks rather than within a word. */
export function breakable(text: string): Html {
  return html`${text.split(/(?<![/:])(?=[@/?&]|\.[a-z])/i).map((part, index) => html`${index > 0 && new Html('<wbr>')}${part}`)}`;
}
