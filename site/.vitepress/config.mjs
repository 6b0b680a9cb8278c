import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitepress';
import { sections } from '../contents.mjs';

const pages = fileURLToPath(new URL('../pages/', import.meta.url));

/** The heading of a page, which is its title everywhere. */
const headingOf = (page) =>
  /^# (.+)$/m.exec(readFileSync(`${pages}${page}.md`, 'utf8'))?.[1].replaceAll('`', '') ?? page;
const linkTo = (page) => ({ text: headingOf(page), link: `/${page.replace(/index$/, '')}` });

export default defineConfig({
  title: 'conic',
  description: 'Property-based testing for image classifiers',
  lang: 'en',
  srcDir: 'pages',
  outDir: 'built',
  cacheDir: '.cache',
  base: process.env.CONIC_DOCS_BASE ?? '/',
  // A link that leads nowhere fails the build. Those to places on one's own machine are examples.
  ignoreDeadLinks: [/^https?:\/\/localhost/],
  lastUpdated: false,
  head: [['link', { rel: 'icon', href: 'data:,' }]],
  themeConfig: {
    // An index in a file of the site: it asks no network.
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [
      { text: 'First steps', link: '/first-steps' },
      { text: 'Concepts', link: '/concepts' },
      { text: 'API', link: '/reference/api' },
    ],
    sidebar: sections
      .map(({ title, pages: names }) => ({
        text: title,
        items: names.filter((name) => existsSync(`${pages}${name}.md`)).map(linkTo),
      }))
      .filter(({ items }) => items.length > 0),
  },
});
