import { huntSettings } from './hunt.js';
import { choice, flag, share, whole } from './kinds.js';
import { runSettings } from './run.js';
import { settings } from './setting.js';

/** What can be told of how two models are held against each other. */
export const diffSettings = settings({
  /** What has to be the same for the verdict: labels, the order of all labels, or the scores as numbers. Default `label`. */
  claim: {
    kind: choice(['label', 'ranking', 'scores']),
    help: 'what has to be the same',
    default: 'label',
    placeholder: 'what',
  },
  /** Default: none may disagree, as it is or along its ray. Where it is told, rays are searched and not judged. */
  maxRate: {
    kind: share,
    help: 'the share of images that may disagree as they are; rays are then not judged',
    usually: 'none may disagree, nor along its ray',
    placeholder: 'share',
  },
  /** Whether for every image the disagreement nearest scalar 1 is looked for. Default true. */
  rays: {
    kind: flag,
    help: 'look along the ray of every image',
    default: true,
    withoutIt: 'ask about the images as they are, and not along their rays',
  },
  /** The range of scalars along the rays, with 1 in it. Default 0.01 to 1. */
  scalars: { ...huntSettings.scalars, default: { min: 0.01, max: 1 } },
  overflow: huntSettings.overflow,
  space: huntSettings.space,
  /** Differences up to this, relative to the largest score, are rounding error. Default 1e-5. */
  tolerance: huntSettings.tolerance,
  /** How many of the clearest disagreements are shown. */
  worst: { kind: whole(0, 1000), help: 'how many of the clearest disagreements are shown', default: 12 },
  /** How many images are made, where none are given. */
  made: { kind: whole(1, 1e6), help: 'how many images are made where none are given', default: 300 },
  seed: runSettings.seed,
});
