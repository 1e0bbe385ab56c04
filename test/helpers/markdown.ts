import { fromMarkdown } from 'mdast-util-from-markdown';

type Root = ReturnType<typeof fromMarkdown>;
type Node = Root['children'][number];

/** A Markdown document, as far as tests look into it. */
export interface Document {
  blocks: { language: string; code: string }[];
  headings: { depth: number; anchor: string }[];
  /** Addresses, as written. */
  links: string[];
  tables: Table[];
}

/** The cells of the rows below the heading, without their backticks. */
export type Table = string[][];

export function readDocument(markdown: string): Document {
  const nodes = within(fromMarkdown(markdown));
  return {
    blocks: nodes.flatMap((node) =>
      node.type === 'code' ? [{ language: node.lang ?? '', code: node.value }] : [],
    ),
    headings: nodes.flatMap((node) => {
      if (node.type !== 'heading') return [];
      const { start, end } = node.position ?? {};
      return [{ depth: node.depth, anchor: anchorOf(markdown.slice(start?.offset, end?.offset)) }];
    }),
    links: nodes.flatMap((node) => (node.type === 'link' ? [node.url] : [])),
    tables: tablesOf(markdown),
  };
}

function within(node: Root | Node): Node[] {
  return 'children' in node ? node.children.flatMap((child) => [child, ...within(child)]) : [];
}

/** What GitHub makes of a heading. */
function anchorOf(heading: string): string {
  const text = heading.replace(/^#+ /, '').toLowerCase();
  return `#${text.replace(/[^\p{Letter}\p{Number} _-]/gu, '').replaceAll(' ', '-')}`;
}

/** The parser knows no tables: they are an extension of Markdown. */
function tablesOf(markdown: string): Table[] {
  const runs = markdown.match(/(?:^ *\|.*\|\n)+/gm) ?? [];
  return runs.map((run) => {
    const [, , ...rows] = run.trimEnd().split('\n');
    return rows.map((row) => {
      const cells = row.trim().slice(1, -1).replaceAll('`', '').split('|');
      return cells.map((cell) => cell.trim());
    });
  });
}
