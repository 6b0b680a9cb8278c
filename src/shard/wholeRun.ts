import { engineName } from '../classifier/engineName.js';
import { InputError } from '../errors.js';
import { inWords } from '../settings/inWords.js';
import type { PartHead, ShardPart } from './part.js';
import { readPart } from './partFile.js';

/** All parts of one run. */
export interface WholeRun {
  /** The first part, which says what the run was. */
  readonly first: ShardPart;
  /** The other parts, in their order; each is read when its turn comes, so that one at a time is in memory. */
  readonly files: readonly string[];
}

/**
 * The parts of one run, whatever the order of their files. A part that is given twice counts once.
 *
 * @throws InputError that names the file and what is the matter with it, or the parts that are missing.
 */
export async function wholeRunOf(files: readonly string[]): Promise<WholeRun> {
  let known: { readonly file: string; readonly part: PartHead } | undefined;
  let first: ShardPart | undefined;
  const found = new Map<number, { readonly file: string; readonly findings: string }>();
  for (const file of files) {
    const part = await readPart(file);
    known ??= { file, part: withoutContent(part) };
    assertSameRun(part, file, known.part, known.file);
    const { index } = part.shard;
    const findings = findingsOf(part);
    const other = found.get(index);
    if (other !== undefined && other.findings !== findings)
      throw new InputError({
        where: file,
        found: `part ${index} of ${part.shard.count} for the second time, and it found something else than ${other.file}`,
        expected: 'one of them',
        remedy: 'Leave one of the two files out: the one of a run that was cut short, if one was.',
      });
    if (other === undefined) found.set(index, { file, findings });
    if (index === 1) first ??= part;
  }
  assertNoneMissing(found, known?.part, files);
  if (first === undefined) throw new TypeError('no part is missing, and there is no first');
  const inOrder = [...found].toSorted(([one], [other]) => one - other).map(([, { file }]) => file);
  return { first, files: inOrder };
}

/** A head to compare others with; what the part found need not stay in memory. */
const withoutContent = ({ content: _content, sha256: _sha256, ...head }: ShardPart): PartHead => head;

/** What differs between two runs of one part: times, effort, the machine, and how it was typed. */
const passing: readonly string[] = ['durationMs', 'evaluated', 'command', 'again'];

/** What a part found, in a text. */
const findingsOf = ({ content }: ShardPart): string =>
  JSON.stringify(content, (key, value: unknown) => (passing.includes(key) ? undefined : value));

/** @throws InputError if a part is of another run than the one that was read first. */
function assertSameRun(part: PartHead, file: string, known: PartHead, reference: string): void {
  const differing = differenceOf(part, known);
  if (differing === undefined) return;
  const { what, found, expected } = differing;
  throw new InputError({
    where: file,
    found: `a part of another run: ${what} ${found}`,
    expected: `${what} ${expected}, as ${reference} has`,
    remedy: 'Merge the parts of one run; leave the others out, or make them again.',
  });
}

interface Difference {
  readonly what: string;
  readonly found: string;
  readonly expected: string;
}

/** The first thing in which two parts are not of one run. */
function differenceOf(part: PartHead, known: PartHead): Difference | undefined {
  const { id, digest, ...model } = { ...part.model, engine: engineName(part.model.engine) };
  const {
    id: knownId,
    digest: knownDigest,
    ...knownModel
  } = { ...known.model, engine: engineName(known.model.engine) };
  // Where images lie and what was noted of them may differ from machine to machine; what they are may not.
  const { images: _images, notes: _notes, ...assumed } = part.assumed;
  const { images: _known, notes: _noted, ...knownAssumed } = known.assumed;
  const pairs: readonly (readonly [string, unknown, unknown])[] = [
    ['verb', part.verb, known.verb],
    ['number of parts', part.shard.count, known.shard.count],
    ['model', `${id} (${digest.slice(0, 16)})`, `${knownId} (${knownDigest.slice(0, 16)})`],
    ...differing('a model with', model, knownModel),
    ['images of digest', part.images.slice(0, 16), known.images.slice(0, 16)],
    ['seed', part.seed, known.seed],
    ...differing('option', part.options, known.options),
    ...differing('its', assumed, knownAssumed),
  ];
  const pair = pairs.find(([, one, other]) => JSON.stringify(one) !== JSON.stringify(other));
  if (pair === undefined) return undefined;
  const [what, found, expected] = pair;
  return { what, found: said(found), expected: said(expected) };
}

const said = (value: unknown): string =>
  value === undefined ? 'not told' : typeof value === 'string' ? value || 'none' : inWords(value);

const differing = (
  what: string,
  one: Readonly<Record<string, unknown>>,
  other: Readonly<Record<string, unknown>>,
): readonly (readonly [string, unknown, unknown])[] =>
  [...new Set([...Object.keys(one), ...Object.keys(other)])].map((key) => [`${what} ${key}`, one[key], other[key]]);

/** @throws InputError that names the parts of the run that are not there. */
function assertNoneMissing(
  found: ReadonlyMap<number, unknown>,
  known: PartHead | undefined,
  files: readonly string[],
): void {
  const count = known?.shard.count ?? 0;
  const missing = Array.from({ length: count }, (_, i) => i + 1).filter((index) => !found.has(index));
  if (count > 0 && missing.length === 0) return;
  throw new InputError({
    where: files.length === 1 ? (files[0] ?? 'parts') : `the ${files.length} parts`,
    found: `${found.size} of ${count} parts: ${inRanges(missing)} missing`,
    expected: 'every part of the run',
    remedy: 'Run the missing ones: the same command, each with its own --shard.',
  });
}

/** `3, 5 to 7 and 9`. */
function inRanges(numbers: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const number of numbers) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === number - 1) last[1] = number;
    else ranges.push([number, number]);
  }
  const texts = ranges.map(([from, to]) => (from === to ? String(from) : `${from} to ${to}`));
  return texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}`;
}
