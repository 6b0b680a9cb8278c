import type { ShardedRun } from './scheduler.js';

// What every scheduler has a shell do, in the one way in which they all do it.

/** conic as it lies in the folder where the shell is; nothing is fetched for it. */
const conic = 'npx --no conic';

/** Installs conic where a pipeline has nothing yet. */
export const installLine = 'npm install --no-save conic onnxruntime-node --onnxruntime-node-install=skip';

/** Does a part of a run; which one, the environment says. Its status is 0 where the part is done, whatever it found. */
export const partLines = ({ part }: ShardedRun): readonly string[] => [
  'status=0',
  `${conic} ${shellWords([...part, '--shard', 'auto'])} || status=$?`,
  '# A violation (1) or an undecided part (3) is a finding, and the part is done: never again for that.',
  'case $status in 1 | 3) status=0 ;; esac',
];

/** Merges all parts; its status is that of the whole run. */
export const mergeLine = ({ merge }: ShardedRun): string => `${conic} ${shellWords(merge)}`;

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
