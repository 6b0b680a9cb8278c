import { transformations } from '../../transformations/index.js';
import { now } from '../clock.js';
import { InputError, optionProblem } from '../errors.js';
import { huntAlong } from '../hunt/huntAlong.js';
import { strengthScale } from '../hunt/strengthScale.js';
import type { TransformedHunted } from '../hunt/transformedHunted.js';
import { huntAlongReportOf } from '../report/documents/huntAlongReport.js';
import { assertPlace, folderKinds } from '../report/folder/claim.js';
import { saveAlong } from '../report/folder/saveAlong.js';
import { imageNotes } from '../report/imageNotes.js';
import { huntAlongPage } from '../report/pages/huntAlong.js';
import { transformationNamed } from '../run/transformationNamed.js';
import { huntSettings } from '../settings/hunt.js';
import { exitStatus } from './exitStatus.js';
import { huntBar } from './huntProgress.js';
import { huntFlags, type HuntFlags } from './huntSettings.js';
import { describeCorpus, loadImages } from './imageOptions.js';
import { interrupt, type Interrupt } from './interrupt.js';
import { openAsTold } from './modelOptions.js';
import { print } from './print.js';
import { strengthsTold } from './strengthsTold.js';

/** What belongs to scalars alone, or to folders that grow. */
const forScalars = ['scalars', 'overflow', 'space', 'exactFloat', 'resume', 'simplify', 'exact', 'shard'] as const;

/**
 * `conic hunt MODEL --images DIR --along NAME`: for every image the flip nearest identity along a transformation.
 *
 * @returns the exit status, as of a hunt along scalars.
 * @throws InputError if there is no such transformation, it has no such strengths, or a flag belongs to scalars.
 */
export async function runHuntAlong(name: string, model: string, flags: HuntFlags): Promise<number> {
  const odd = forScalars.find((flag) => flags[flag] !== undefined);
  if (odd !== undefined)
    throw new InputError(
      optionProblem([odd], {
        found: `it together with a hunt along ${name}`,
        expected: 'it without along: it is about scalars',
      }),
    );
  const transformation = transformationNamed(transformations, name, ['along']);
  const [lowest, highest] = strengthsTold(transformation, flags.strengths);
  const { out, tolerance = huntSettings.tolerance.default, worst = huntFlags.worst.default } = flags;
  if (out !== undefined) await assertPlace(out, folderKinds.along);
  const started = now();
  const classifier = await openAsTold(model, flags);
  const bar = huntBar(flags.json !== true);
  let stop: Interrupt | undefined;
  try {
    const corpus = await loadImages(flags, classifier);
    if (corpus === undefined)
      throw new InputError(optionProblem(['images'], { found: 'nothing', expected: 'the images to hunt' }));
    const notes = await imageNotes(corpus, classifier, 'flags', { explained: true });
    stop = interrupt(
      () => bar.say('conic: stopping with what there is; Ctrl-C again ends at once'),
      () => bar.stop(),
    );
    const { signal } = stop;
    const strength = [lowest, highest] as const;
    const onProgress = bar.update.bind(bar);
    const results: TransformedHunted[] = [];
    const options = { strength, tolerance, signal, onProgress };
    for await (const one of huntAlong(classifier, corpus, transformation, options)) results.push(one);
    bar.stop();
    const scale = strengthScale(transformation.strength, strength);
    const draft = await huntAlongReportOf(results, {
      spec: classifier.spec,
      images: describeCorpus(corpus),
      notes,
      transformation,
      scale,
      tolerance,
      planned: corpus.images.length,
      worst,
      durationMs: Math.round(now() - started),
    });
    const report =
      out === undefined ? draft : await saveAlong(out, draft, { classifier, transformation, scale, results, signal });
    print(report, huntAlongPage(report), { json: flags.json, directory: out });
    return exitStatus[report.verdict];
  } finally {
    bar.stop();
    await classifier.dispose();
    stop?.release();
  }
}
