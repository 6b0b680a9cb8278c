import { createHash } from 'node:crypto';
import { pageScript } from './pageScript.js';
import { style } from './style.js';

const hashOf = (source: string): string => `'sha256-${createHash('sha256').update(source).digest('base64')}'`;

/**
 * What the page may do, as a Content-Security-Policy: show images that are in it, apply its one style and run its one script.
 * No network, no other script, no form: a label that somehow became markup could still do nothing.
 */
export const policy = [
  "default-src 'none'",
  'img-src data:',
  `style-src ${hashOf(style)}`,
  `script-src ${hashOf(pageScript)}`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');
