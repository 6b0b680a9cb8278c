import { planeSettings, raySettings, regionSettings } from '../settings/certify.js';
import { flag, text, whole } from '../settings/kinds.js';
import { modelSettings } from '../settings/model.js';
import { shardSettings } from '../settings/shard.js';
import { settings, type OptionsOf } from '../settings/setting.js';
import { imageFlags } from './imageOptions.js';
import { modelArgument } from './modelOptions.js';

const { scalars, method, timeLimit } = raySettings;
const { across, up } = planeSettings;
const { default: forImage } = timeLimit;
const { default: forRegion } = regionSettings.timeLimit;

export const certifyImages = imageFlags('for --ray and --region');

/** What `conic certify` proves, and how. */
export const certifyRun = settings({
  structure: {
    kind: flag,
    help: 'for every image, by the degrees of homogeneity of all nodes (the default)',
  },
  probe: {
    kind: flag,
    help: 'with --structure: compare with what the model does when it is run',
    withoutIt: 'with --structure: do not compare with what the model does when it is run',
    default: true,
  },
  ray: { kind: flag, help: 'for each of --images: its label at every scalar, computed from the network' },
  region: {
    kind: whole(1, 64),
    help: 'for groups of k images of one label: whether their convex hull keeps it',
    placeholder: 'k',
  },
  plane: {
    kind: text,
    help: 'for one image: its label at every exposure and offset (or mixed with another), as a picture with exact borders',
    placeholder: 'image',
  },
  axes: {
    kind: text,
    help: 'with --plane: exposure,offset, or another image whose mixtures with the first make the plane',
    usually: 'exposure,offset',
    placeholder: 'axes',
  },
  across: { ...across, help: 'with --plane: the range of exposures, or of shares of the first image' },
  up: { ...up, help: 'with --plane: the range of offsets, or of shares of the second image' },
  scalars: { ...scalars, help: 'with --ray: the range of scalars; an end may be left out' },
  method: { ...method, help: 'with --ray: how it is followed; engine proves nothing' },
  timeLimit: {
    kind: timeLimit.kind,
    help: 'for each image, plane or region',
    usually: `${forImage} for an image or plane, ${forRegion} for a region`,
    placeholder: 'seconds',
  },
  resume: { kind: flag, help: 'with --shard: go on with a part that was interrupted or killed' },
});

/** Where its results go. */
export const certifyOutput = settings({
  report: { kind: text, help: 'a folder for the report: JSON, HTML, JUnit and Markdown', placeholder: 'dir' },
  export: {
    kind: text,
    help: 'with --ray or --region: a folder for the queries as ONNX and VNN-LIB, for other verifiers',
    placeholder: 'dir',
  },
  json: { kind: flag, help: 'print the certificate and nothing else' },
});

/** Everything `conic certify` can be told, by flags or by a file. */
export const certifyFlags = settings({
  ...modelArgument,
  ...certifyImages,
  ...certifyRun,
  ...certifyOutput,
  ...shardSettings,
  ...modelSettings,
});

export type CertifySettings = OptionsOf<typeof certifyFlags>;
