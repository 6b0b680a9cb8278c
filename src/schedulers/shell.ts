import type { ShardedRun } from './scheduler.js';

// What every scheduler has a shell do, in the one way in which they all do it.

/** Installs conic where a pipeline has nothing yet. */
export const installLine = 'npm install --no-save conic onnxruntime-node --onnxruntime-node-install=skip';

/** conic of the folder where the shell is goes before any other; nothing is fetched for it, and no process stands in between. */
const findConic = 'PATH="$PWD/node_modules/.bin:$PATH"';

/**
 * Does a part of a run; which one, the environment says. Its `$status` is 0 where the part is written, whatever it found.
 *
 * @param index the number of the part, as the shell knows it: `$CI_NODE_INDEX`.
 */
export const partLines = ({ part, parts, partName }: ShardedRun, index: string): readonly string[] => [
  findConic,
  'status=0',
  `conic ${shellWords([...part, '--shard', 'auto'])} || status=$?`,
  '# A violation (1) and what stays undecided (3) are findings: a part that is written is done, and never done again for them.',
  'case $status in',
  `  1 | 3) if [ -e ${shellWords([parts])}/"${partName(index)}" ]; then status=0; fi ;;`,
  'esac',
];

/** Merges all parts; its status is that of the whole run. */
export const mergeLines = ({ merge }: ShardedRun): readonly string[] => [findConic, `conic ${shellWords(merge)}`];

/**
 * Words as a POSIX shell reads them.
 *
 * @example shellWords(['check', "it's.onnx"]); // check 'it'\''s.onnx'
 */
export const shellWords = (words: readonly string[]): string => words.map(quoted).join(' ');

const quoted = (word: string): string =>
  /^[\w@%+:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;

/** Lines so far to the right, for a block in YAML. */
export const indented = (lines: readonly string[], columns: number): string =>
  lines.map((line) => `${' '.repeat(columns)}${line}`).join('\n');
