import type { Format } from '../format.js';

/** A page for browsers: one file that needs no other and asks no network. */
export const html: Format = {
  file: () => 'report.html',
  render: async ({ page, images }) => {
    // The page's libraries are heavy, and nothing else in conic needs them.
    const { renderPage } = await import('./renderPage.js');
    return renderPage(page, images);
  },
};
