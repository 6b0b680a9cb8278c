import {
  agreementOptions,
  jpegQualityOptions,
  regionOptions,
  resizeKernelOptions,
  scalarInvarianceOptions,
  zeroImageOptions,
} from '../../properties/index.js';
import { resizeKernels } from '../image/resampling/index.js';
import { satisfySettings } from '../jest/options.js';
import { dynamicSettings, planeSettings, raySettings, regionSettings } from '../settings/certify.js';
import { diffSettings } from '../settings/diff.js';
import { functionSettings } from '../settings/function.js';
import { gateSettings } from '../settings/gate.js';
import { huntSettings } from '../settings/hunt.js';
import { modelSettings } from '../settings/model.js';
import { otherModelSettings } from '../settings/otherModel.js';
import { replaySettings } from '../settings/replay.js';
import { runSettings } from '../settings/run.js';
import { shardSettings } from '../settings/shard.js';
import type { Setting, Settings } from '../settings/setting.js';
import { accuracyOutput, accuracyRun } from './accuracySettings.js';
import { certifyOutput, certifyRun } from './certifySettings.js';
import { checkImages, checkOutput, checkRun } from './checkSettings.js';
import { diffOutput, diffRun } from './diffSettings.js';
import { defaultOf, flagOf } from './flags.js';
import { gateFlags } from './gateFlags.js';
import { huntOutput, huntRun } from './huntSettings.js';
import { initFiles } from './initSettings.js';
import { mergeFlags } from './mergeSettings.js';
import { mendRun } from './mendSettings.js';
import { replayRun } from './replaySettings.js';

// docs/settings.md: every setting in tables, from the declarations. `npm run docs:settings` writes it.

interface Section {
  readonly title: string;
  readonly text?: string;
  readonly group: Settings;
  /** Whether the settings have flags: they do where a command has them. */
  readonly typed: boolean;
}

const sections: readonly Section[] = [
  {
    title: 'A model',
    text:
      'For every command that opens a model, `model` in the configuration of the gate, `openModel(file, options)`, and for ' +
      '`fromOnnx`, `fromSession`, `fromTransformers` and `fromTfjs` as far as it makes sense there. `range` is a pair, as model cards write it.',
    group: modelSettings,
    typed: true,
  },
  {
    title: 'Images',
    text: "For every command that reads images, `images` in the gate's configuration, and `images.from(path, options)`.",
    group: checkImages,
    typed: true,
  },
  {
    title: 'The other model',
    text:
      'Where a command opens two: `conic diff A B`, and `conic check` and `conic replay` with `--with B`. What is told of a model is told ' +
      'of both; these are of the second alone. Whoever tells `range`, `mean`, `std` or `steps` of it tells all of them.',
    group: otherModelSettings,
    typed: true,
  },
  { title: '`conic check`', group: { ...checkRun, ...checkOutput }, typed: true },
  { title: '`conic accuracy`', group: { ...accuracyRun, ...accuracyOutput }, typed: true },
  { title: '`conic diff`', group: { ...diffRun, ...diffOutput }, typed: true },
  {
    title: 'A part of a run',
    text: 'For `conic check`, `conic hunt`, and `conic certify` with `--ray` or `--region`. `conic merge` adds up the parts.',
    group: shardSettings,
    typed: true,
  },
  { title: '`conic merge`', group: mergeFlags, typed: true },
  { title: '`conic hunt`', group: { ...huntRun, ...huntOutput }, typed: true },
  { title: '`conic replay`', group: replayRun, typed: true },
  { title: '`conic certify`', group: { ...certifyRun, ...certifyOutput }, typed: true },
  { title: '`conic mend`, and `mend(file, options)` in code', group: mendRun, typed: true },
  { title: '`conic gate`', group: gateFlags, typed: true },
  { title: '`conic init`', group: initFiles, typed: true },
  {
    title: "The gate's configuration",
    text: 'Besides its limits, `baseline` and `regression`, which `conic/config.schema.json` describes.',
    group: gateSettings,
    typed: false,
  },
  { title: '`check`, `measure` and `asFastCheck`', group: runSettings, typed: false },
  { title: 'Matchers', group: satisfySettings, typed: false },
  { title: '`scalarInvariance`', group: scalarInvarianceOptions, typed: false },
  { title: '`zeroImageUniformity`', group: zeroImageOptions, typed: false },
  { title: '`convexRegionConsistency`', group: regionOptions, typed: false },
  { title: '`agreement`', group: agreementOptions, typed: false },
  { title: '`diff`', group: diffSettings, typed: false },
  { title: '`resizeKernel`', group: resizeKernelOptions, typed: false },
  { title: '`jpegQuality`', group: jpegQualityOptions, typed: false },
  { title: '`hunt`', group: huntSettings, typed: false },
  { title: '`replay`', group: replaySettings, typed: false },
  { title: '`certifyRay`, and all but `scalars` for `certifySegment`', group: raySettings, typed: false },
  { title: '`certifyRegion`', group: regionSettings, typed: false },
  { title: '`certifyPlane`', group: planeSettings, typed: false },
  { title: '`certifyDynamic`', group: dynamicSettings, typed: false },
  { title: '`fromFunction`', group: functionSettings, typed: false },
];

const head = `# Settings

Every setting, from its declaration in the source; \`npm run docs:settings\` writes this page. A setting has one name: in code and in
JSON it is written as here, on the command line with dashes. Time limits are in seconds. Ranges are \`{ min, max }\`, typed
\`min..max\`. An unknown key or a wrong value is an error that names it, and the nearest that is known.`;

/** The page, in Markdown. */
export const settingsPage = (): string =>
  [
    head,
    ...sections.map((section) => `## ${section.title}\n\n${textOf(section)}${tableOf(section)}`),
    kernelsTable(),
  ].join('\n\n');

function kernelsTable(): string {
  const rows = Object.entries(resizeKernels).map(([name, { means }]) => `| \`${name}\` | ${means} |`);
  return ['## Kernels of `resizeKernel`\n', '| kernel | meaning |', '| --- | --- |', ...rows].join('\n');
}

const textOf = ({ text }: Section): string => (text === undefined ? '' : `${text}\n\n`);

function tableOf({ group, typed }: Section): string {
  const columns = ['setting', ...(typed ? ['typed'] : []), 'values', 'default', 'meaning'];
  const rows = Object.entries(group).map(([name, setting]) => rowOf(name, setting, typed));
  return [columns, columns.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

const rowOf = (name: string, setting: Setting, typed: boolean): readonly string[] =>
  [
    `\`${name}\``,
    ...(typed ? [inCode(flagOf(name, setting))] : []),
    setting.kind.expected,
    defaultOf(setting) ?? (setting.required === true ? 'required' : ''),
    setting.help,
  ].map((cell) => cell.replaceAll('|', '\\|'));

const inCode = (text: string | undefined): string => (text === undefined ? '' : `\`${text}\``);
