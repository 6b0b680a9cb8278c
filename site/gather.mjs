// Gathers the pages of the site in site/pages: those of docs/ as they are, and a page for every file of the repository that one of
// them names. So each link leads somewhere on the site itself, and on a host of code as well.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, extname, join, posix, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const pages = join(root, 'site/pages');
const docs = join(root, 'docs');

/** A Markdown link or picture to a file: what stands before its target, the target, and a heading in it. */
const link = /(\]\()(?![a-z]+:|#|\/)([^)\s#]+)(#[^)\s]*)?(?=\))/g;
const pictures = new Set(['.png', '.svg', '.jpg', '.webp']);

/** Where a file of the repository is on the site, from its root: pages of docs/ at the top, the others below their own path. */
const onSite = (file) => (file.startsWith('docs/') ? file.slice('docs/'.length) : file);

/** The page that shows a file or a folder, by its path in the repository, and what is to be written there. */
function shown(file) {
  const place = join(root, file);
  if (statSync(place).isDirectory()) {
    const readme = posix.join(file, 'README.md');
    if (existsSync(join(root, readme))) return { page: posix.join(onSite(file), 'index.md'), from: readme };
    const names = readdirSync(place).filter((name) => !name.startsWith('.') && name !== 'node_modules');
    const list = names.map((name) => `- [${name}](${posix.join(posix.basename(file), name)})`).join('\n');
    return { page: `${onSite(file)}.md`, from: file, text: `# \`${file}\`\n\n${list}\n` };
  }
  if (extname(file) === '.md') return { page: onSite(file).replace(/README\.md$/, 'index.md'), from: file };
  const text = readFileSync(place, 'utf8');
  // A fence is longer than any in the text.
  const fence = '`'.repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length + 1)));
  const language = { '.mjs': 'js', '.cjs': 'js' }[extname(file)] ?? extname(file).slice(1);
  return {
    page: `${onSite(file)}.md`,
    from: file,
    text: `# \`${file}\`\n\n${fence}${language}\n${text.trimEnd()}\n${fence}\n`,
  };
}

/** Files that are shown, once each; `wanted` grows while pages are written. */
const wanted = new Map();

function want(file) {
  if (!wanted.has(file)) wanted.set(file, shown(file));
  return wanted.get(file).page;
}

/** The text of a page with links that lead to pages of the site. */
function linked({ page, from, text }) {
  const isList = text !== undefined;
  const home = isList && statSync(join(root, from)).isDirectory() ? posix.dirname(from) : posix.dirname(from);
  const content = text ?? readFileSync(join(root, from), 'utf8');
  // Code is no place for links.
  if (isList && !statSync(join(root, from)).isDirectory()) return content;
  return content.replaceAll(link, (whole, opening, target, heading = '') => {
    const file = posix.normalize(posix.join(home, target));
    if (!existsSync(join(root, file)) || file.startsWith('..')) return whole;
    const place = pictures.has(extname(file)) ? onSite(file) : want(file);
    if (pictures.has(extname(file))) copy(file);
    const way = posix.relative(posix.dirname(page), place);
    return `${opening}${way.startsWith('.') ? way : `./${way}`}${heading}`;
  });
}

function copy(file) {
  const to = join(pages, onSite(file));
  mkdirSync(dirname(to), { recursive: true });
  cpSync(join(root, file), to);
}

/** Writes all pages, and gives their folder. The references of the API are written anew after this. */
export function gather() {
  rmSync(pages, { recursive: true, force: true });
  for (const name of readdirSync(docs, { recursive: true, encoding: 'utf8' }))
    if (extname(name) === '.md') want(`docs/${name.replaceAll('\\', '/')}`);
  // A Map is gone through in order, also what is added meanwhile.
  for (const page of wanted.values()) {
    const to = join(pages, page.page);
    mkdirSync(dirname(to), { recursive: true });
    writeFileSync(to, linked(page));
  }
  return relative(root, pages);
}
