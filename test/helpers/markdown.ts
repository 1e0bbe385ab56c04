import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { run } from '../../scripts/run.js';

type Root = ReturnType<typeof fromMarkdown>;
type Node = Root['children'][number];

/** A Markdown document, as far as tests look into it. */
export interface Document {
  blocks: { language: string; code: string }[];
  headings: { depth: number; anchor: string }[];
  /** Addresses of links and pictures, as written. */
  links: string[];
  tables: Table[];
  /** Kinds of the nodes at the top, in their order: `heading`, `paragraph`, `code` and so on. */
  outline: string[];
}

/** The cells of the rows below the heading, without their backticks. */
export type Table = string[][];

const root = dirname(dirname(import.meta.dirname));

/** What a clone of the repository has, and what is new in this one: paths with slashes. */
export function repositoryFiles(): string[] {
  const list = ['ls-files', '--cached', '--others', '--exclude-standard', '-z'];
  return run('git', ['-c', 'safe.directory=*', ...list], root)
    .stdout.split('\0')
    .filter(Boolean);
}

/** A document of the repository, by its path there. */
export function documentAt(path: string): Document {
  return readDocument(readFileSync(join(root, path), 'utf8'));
}

export function readDocument(markdown: string): Document {
  const tree = fromMarkdown(markdown);
  const nodes = within(tree);
  const uniqueAnchor = anchors();
  return {
    blocks: nodes.flatMap((node) =>
      node.type === 'code' ? [{ language: node.lang ?? '', code: node.value }] : [],
    ),
    headings: nodes.flatMap((node) => {
      if (node.type !== 'heading') return [];
      const { start, end } = node.position ?? {};
      return [{ depth: node.depth, anchor: uniqueAnchor(markdown.slice(start?.offset, end?.offset)) }];
    }),
    links: nodes.flatMap((node) =>
      node.type === 'link' || node.type === 'image' || node.type === 'definition' ? [node.url] : [],
    ),
    tables: tablesOf(markdown),
    outline: tree.children.map(({ type }) => type),
  };
}

function within(node: Root | Node): Node[] {
  return 'children' in node ? node.children.flatMap((child) => [child, ...within(child)]) : [];
}

/** What GitHub makes of one heading after the other: of two that are alike the second gets a number. */
function anchors(): (heading: string) => string {
  const seen = new Map<string, number>();
  return (heading) => {
    // Of a link only the text counts.
    const text = heading
      .replace(/^#+ /, '')
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase();
    const anchor = `#${text.replace(/[^\p{Letter}\p{Number} _-]/gu, '').replaceAll(' ', '-')}`;
    const before = seen.get(anchor) ?? 0;
    seen.set(anchor, before + 1);
    return before === 0 ? anchor : `${anchor}-${before}`;
  };
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

/** What a Mermaid diagram has besides words: the names of parts, calls and fields. */
export function diagramNames(diagram: string): string[] {
  // Paths and hosts, failures and files, camel case, snake case.
  const name = /\/?(?:[\w$]+[./-])+[\w$]+|\b[a-z]+[A-Z]\w*|\b[A-Z]\w+[A-Z]\w*|\b[a-z]+_[a-z_]+/g;
  // The kind of the diagram, and DingTalk itself, are words.
  return diagram.replace(/^\w+|\bDingTalk\b/g, ' ').match(name) ?? [];
}
