import type { ClassifierSpec } from '../classifier/classifier.js';
import type { ClearDisagreement, ComparedImage } from '../diff/found.js';
import { aboutDiff } from '../diff/report/diffReport.js';
import { diffViews } from '../diff/report/saveDiff.js';
import type { DiffShare, MuchDifferent } from '../diff/shareDiff.js';
import { confirmView } from '../run/confirmView.js';
import { version } from '../version.js';
import type { DiffContent, KeptDisagreement } from './diffPart.js';
import { imagesDigest } from './imagesDigest.js';
import { keptViewsOf } from './keepViews.js';
import type { PartDraft } from './part.js';
import type { Shard } from './shard.js';

/** How two models and their images were told, as far as it has a say in what is found. */
export interface DiffTold {
  readonly model: Readonly<Record<string, unknown>>;
  readonly other: Readonly<Record<string, unknown>>;
  /** How images are read; undefined where they are made. */
  readonly images: Readonly<Record<string, unknown>> | undefined;
}

/** The part of a comparison of two models that its file has. */
export function diffPartOf(shard: Shard, found: DiffShare, told: DiffTold): PartDraft {
  const { settings, pairs, one, other, from, to, labelsBy, notes, evaluated, durationMs } = found;
  const { images: _images, signal: _signal, onProgress: _heard, ...deciding } = settings;
  const { made: _made, maxRate, ...kept } = deciding;
  const about = aboutDiff(found);
  const { id, digest } = about.other;
  const content: DiffContent = {
    planned: pairs.length,
    from,
    to,
    other: { model: about.other, assumed: about.assumedOther },
    labelsBy,
    settings: { ...kept, ...(maxRate === undefined ? {} : { maxRate }), scalars: { ...kept.scalars } },
    images: found.images.map(keptComparison),
    clearest: found.clearest.map((each) => keptDisagreement(each, found)),
    nearest: found.nearest.map((each) => keptDisagreement(each, found)),
    most: found.most.map((each) => keptDifferent(each, one, other)),
    notes: [...notes],
    evaluated: { ...evaluated },
    durationMs,
  };
  return {
    schema: 'conic.part/1',
    verb: 'diff',
    conic: version,
    shard,
    model: about.model,
    images: told.images === undefined ? '' : digestOf(found),
    seed: settings.seed,
    options: { ...deciding, images: told.images, model: told.model, other: { id, digest, ...told.other } },
    assumed: about.assumed,
    content,
  };
}

/** Of the images as both models take them. */
function digestOf({ pairs, one }: DiffShare): string {
  const truth = pairs.map(({ truth: label }) => (label === undefined ? undefined : one.labels[label]));
  const others = pairs.flatMap((pair) => (pair.other === pair.one ? [] : [pair.other]));
  return imagesDigest({ images: [...pairs.map((pair) => pair.one), ...others], truth });
}

const keptComparison = ({ index: _index, image, ray, ...rest }: ComparedImage): DiffContent['images'][number] => ({
  image: image.description,
  ...rest,
  ...(ray === undefined ? {} : { ray: { ...ray, clear: { ...ray.clear } } }),
});

function keptDisagreement(each: ClearDisagreement, found: DiffShare): KeptDisagreement {
  const { index, image, scalar, margin } = each;
  return { index, image: image.description, scalar, margin, ...keptViewsOf(diffViews(each, found)) };
}

/** One view where both models take the same image. */
function keptDifferent(
  { index, outcome, difference, pair }: MuchDifferent,
  one: ClassifierSpec,
  other: ClassifierSpec,
): DiffContent['most'][number] {
  const scores = new Float32Array();
  const views = [
    confirmView({ title: one.id, image: pair.one, scores }, one, 'pixel'),
    ...(pair.other === pair.one ? [] : [confirmView({ title: other.id, image: pair.other, scores }, other, 'pixel')]),
  ];
  return { index, outcome, difference, ...keptViewsOf(views) };
}
