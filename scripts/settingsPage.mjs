// Writes docs/settings.md from the declarations of all settings, or with --check only says whether it is as it should be.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';
import { settingsPage } from '../dist/cjs/src/cli/settingsPage.js';

const page = fileURLToPath(new URL('../docs/settings.md', import.meta.url));
const content = await format(settingsPage(), { parser: 'markdown' });
if (!process.argv.includes('--check')) writeFileSync(page, content);
else if (readFileSync(page, 'utf8') !== content) {
  console.error('docs/settings.md is not what the declarations say. Run: npm run docs:settings');
  process.exitCode = 1;
}
