import { Command } from 'commander';
import { catalogue } from '../../properties/index.js';
import type { Classifier } from '../classifier/classifier.js';
import { InputError, messageOf, optionProblem } from '../errors.js';
import { closeNames } from '../closeNames.js';
import type { ReplayedCase, ReplayReport } from '../report/documents/replay.js';
import { replayReportOf } from '../report/documents/replayReport.js';
import { assertPlace, folderKinds } from '../report/folder/claim.js';
import { saveFolder } from '../report/folder/saveFolder.js';
import { replayPage } from '../report/pages/replay.js';
import { assertOwnNames, isOwnProperty } from '../run/ownProperties.js';
import type { Property } from '../run/property.js';
import { replay } from '../run/replay.js';
import { openStore, type Store, type StoreEntry } from '../store/store.js';
import { exitStatus } from './exitStatus.js';
import { openAsTold } from './modelOptions.js';
import { OtherModels } from './otherModels.js';
import { print } from './print.js';
import { type ReplaySettings, replayFlags, replayRun } from './replaySettings.js';
import { toldBy } from './settings.js';
import { ownAskedFor } from './wanted.js';
import { modelSettings } from '../settings/model.js';
import { otherModelSettings } from '../settings/otherModel.js';
import { helpOf, inFlags, withFlags } from './flags.js';

const examples = `
Examples:
  $ conic replay --model model.onnx
  $ conic replay shared/counterexamples --model model.onnx --property scalar-invariance
  $ conic replay --model retrained.onnx --of model

Each case is tried alone several times, and beside copies of itself in a batch:
  STILL FAILING  it violates the claim every time
  FIXED          the claim is true of it every time
  FLAKY          answers differ between runs or between sizes of batches
  VACUOUS, INCONCLUSIVE, IMPOSSIBLE  the claim says nothing about it any more, it is within rounding error, or it does not
                 fit the model; none of them is the same as fixed
STALE beside it: it was found with another version of the model.

Exit status: 0 none fails, 1 any still fails or is flaky, 2 usage, configuration or input error, or a stored case that cannot be
read, whatever the others say; 3 nothing could be decided, or a case of this model, or of one of --of, is IMPOSSIBLE: nobody
has tried it.`;

/** `conic replay [STORE] --model MODEL`: tries stored counterexamples again. */
export function replayCommand(): Command {
  const command = new Command('replay')
    .description('Try every stored counterexample again.')
    .argument('[store]', helpOf(replayRun.store));
  withFlags(command, 'Cases:', replayRun);
  withFlags(command, 'Model:', modelSettings);
  withFlags(command, 'The other model:', otherModelSettings);
  return command
    .addHelpText('after', examples)
    .action(async (store: string | undefined, flags: Record<string, unknown>) => {
      process.exitCode = await inFlags(replayFlags, async () =>
        runReplay(await toldBy(replayFlags, { ...flags, ...(store === undefined ? {} : { store }) })),
      );
    });
}

async function runReplay(settings: ReplaySettings): Promise<number> {
  const { model, property, of } = settings;
  if (model === undefined)
    throw new InputError(optionProblem(['model'], { found: 'nothing', expected: 'a model file: --model model.onnx' }));
  if (settings.report !== undefined) await assertPlace(settings.report, folderKinds.replay);
  const store = openStore(settings.store);
  const { entries, problems } = await store.list();
  const own = await ownAskedFor(property ?? []);
  assertOwnNames(own, catalogue(), '--property');
  const names = property?.flatMap((name) => (isOwnProperty(name) ? [] : [name]));
  const asked = names === undefined ? undefined : [...names, ...own.map(({ name }) => name)];
  const wanted = entries.filter(
    ({ record }) => (asked?.includes(record.property) ?? true) && (of?.includes(record.model.id) ?? true),
  );
  assertKnown(names, entries);
  const classifier = await openAsTold(model, settings);
  const others = new OtherModels(settings);
  try {
    const report = await replayAll(wanted, problems, { store, classifier, others, own }, of);
    const page = replayPage(report);
    if (settings.report !== undefined)
      await saveFolder(settings.report, folderKinds.replay, async () => ({ document: report, page }));
    print(report, page, { json: settings.json, directory: settings.report });
    // What cannot be read may still fail: it is no reason to pass, nor may it hide behind the others.
    return report.problems.length > 0 ? exitStatus.error : exitStatus[report.verdict];
  } finally {
    await classifier.dispose();
    await others.dispose();
  }
}

/** All names of the catalogue, those of two models included. */
const ofCatalogue = (): readonly string[] => [...catalogue().map(({ name }) => name), 'agreement'];

/** @throws InputError if a property is neither of the catalogue nor in the store: that no case of it fails says nothing. */
function assertKnown(wanted: readonly string[] = [], entries: readonly StoreEntry[]): void {
  const known = [...new Set([...ofCatalogue(), ...entries.map(({ record }) => record.property)])];
  const unknown = wanted.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const [meant] = closeNames(unknown, known);
  throw new InputError(
    optionProblem(['property'], {
      found: `"${unknown}"`,
      expected: known.join(', '),
      ...(meant === undefined ? {} : { remedy: `Did you mean ${meant}?` }),
    }),
  );
}

/** What cases are tried with. */
interface ReplayBench {
  readonly store: Store;
  readonly classifier: Classifier;
  readonly others: OtherModels;
  /** Properties of modules of the user's. */
  readonly own: readonly Property<unknown>[];
}

async function replayAll(
  entries: readonly StoreEntry[],
  unreadable: readonly string[],
  bench: ReplayBench,
  of: readonly string[] | undefined,
): Promise<ReplayReport> {
  const cases: ReplayedCase[] = [];
  const problems = [...unreadable];
  // One after the other: pixels of many cases need not be in memory at once, and each has its batch to itself.
  for (const entry of entries) {
    const replayed = await replayEntry(entry, bench);
    if (typeof replayed === 'string') problems.push(replayed);
    else cases.push(replayed);
  }
  const { classifier, store } = bench;
  return replayReportOf(cases, { spec: classifier.spec, store: store.folder, problems, ...(of && { of }) });
}

/** A case of a property that was written in code, or of none at all: conic cannot tell which, so nobody has tried it. */
const unknownProperty = ({ folder, record }: StoreEntry): string =>
  new InputError({
    where: folder,
    found: `a case of the property "${record.property}"`,
    expected: 'one of the catalogue',
    remedy: 'Name the module that has it, as in --property ./mine.ts, or choose other properties.',
  }).message;

/** What became of a case, or why it cannot be read. */
async function replayEntry(
  entry: StoreEntry,
  { store, classifier, others, own }: ReplayBench,
): Promise<ReplayedCase | string> {
  const { folder, record } = entry;
  const { tolerance } = record.options;
  const { id, digest } = record.model;
  const shared = { folder, property: record.property, was: record.why, foundWith: { id, digest } };
  const isAgreement = record.property.split(':')[0] === 'agreement';
  const mine = own.find(({ name }) => name === record.property);
  if (!isAgreement && mine === undefined && !ofCatalogue().includes(record.property)) return unknownProperty(entry);
  const kept = await store.read(entry).catch((thrown: unknown) => messageOf(thrown));
  if (typeof kept === 'string') return kept;
  const other = await others.of(kept.case);
  if (typeof other === 'string')
    return { ...shared, answer: 'impossible', stale: digest !== classifier.spec.digest, why: other };
  const told = { ...(tolerance === undefined ? {} : { tolerance }), ...other };
  const property = mine ?? catalogue(told).find(({ name }) => name === record.property);
  if (property === undefined) return unknownProperty(entry);
  const { answer, stale, why, alone } = await replay(property, classifier, kept);
  const [first] = alone;
  const margin = first?.kind === 'held' || first?.kind === 'violated' ? first.margin : undefined;
  return { ...shared, answer, stale, why, ...(margin === undefined ? {} : { margin }) };
}
