import { readFileSync } from 'node:fs';

/** A block of code on a page. */
export interface Block {
  /** Where it begins, counted from 1. */
  readonly line: number;
  readonly language: string;
  readonly text: string;
  /** Why it is not run, as the page says in a comment before it: `<!-- not run: REASON -->`. */
  readonly notRun?: string;
  /** Whether it is what the command before it prints: `<!-- printed -->`. */
  readonly printed: boolean;
}

const fence = /^(?:<!-- (?<mark>[^\n]*?) -->\n\n?)?^```(?<language>\w*)\n(?<text>[^]*?)^```$/gm;

/** The blocks of a page, in order. */
export function blocksOf(page: string): readonly Block[] {
  const content = readFileSync(page, 'utf8');
  return [...content.matchAll(fence)].map(({ index, groups = {} }) => {
    const { mark = '', language = '', text = '' } = groups;
    const notRun = /^not run: (.+)$/.exec(mark)?.[1];
    return {
      line: content.slice(0, index).split('\n').length,
      language: language === '' && /^(?:npx|npm|conic|for|[A-Z]+=\S+) /.test(text) ? 'sh' : language,
      text,
      printed: mark === 'printed',
      ...(notRun !== undefined && { notRun }),
    };
  });
}

/** What a heading is called in links, as hosts of code and the site do it. */
const anchorOf = (heading: string): string =>
  heading
    .replaceAll(/[`*]/g, '')
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(/\s+/g, '-');

const withoutCode = (content: string): string =>
  content.replaceAll(/^```[^]*?^```$/gm, '').replaceAll(/`[^`\n]*`/g, '');

/** The places of a page that a link may name. */
export const anchorsOf = (page: string): ReadonlySet<string> =>
  new Set(
    [
      ...readFileSync(page, 'utf8')
        .replaceAll(/^```[^]*?^```$/gm, '')
        .matchAll(/^#+ (.+)$/gm),
    ].map(([, heading = '']) => anchorOf(heading)),
  );

/** The targets of a page's links and pictures. */
export const linksOf = (page: string): readonly string[] =>
  [...withoutCode(readFileSync(page, 'utf8')).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
