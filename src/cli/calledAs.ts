import { basename, relative } from 'node:path';
import { shellWord } from '../report/text/shellWord.js';

/**
 * How this process was called, for lines to paste: `conic` where it is installed for all, `npx conic` where it is installed in a project,
 * else `node` and the file, seen from where the user stands.
 *
 * @param file what Node runs; a link stays as it is.
 * @example calledAs('/home/mia/shop/node_modules/.bin/conic'); // npx conic
 */
export function calledAs(file: string = process.argv[1] ?? ''): string {
  if (file === '') return 'conic';
  if (/[\\/]node_modules[\\/]/.test(file)) return 'npx conic';
  return basename(file) === 'conic' ? 'conic' : `node ${shellWord(shorter(relative('', file), file))}`;
}

const shorter = (one: string, other: string): string => (one.length <= other.length ? one : other);
