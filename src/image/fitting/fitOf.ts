import type { fitSettings } from '../../settings/fit.js';
import type { OptionsOf } from '../../settings/setting.js';
import type { KernelName } from '../resampling/kernel.js';
import type { Fit, Resizing } from './fit.js';

/**
 * What is done where images are to be resized and nobody says how.
 *
 * @example usualResizing.kernel; // 'pillow-lanczos'
 */
export const usualResizing: Resizing = { mode: 'stretch', kernel: 'pillow-lanczos' };

/**
 * A fit that resizes where images are to be: as it says itself, or as is usual; `false` refuses whatever it says.
 *
 * @param resize what the reader of images was told.
 */
export function withResizing(fit: Fit, resize: boolean | undefined): Fit {
  const { resizing, ...others } = fit;
  if (resize === false) return others;
  return resize === true ? { ...fit, resizing: resizing ?? usualResizing } : fit;
}

/** The same fit by another kernel, where it resizes. */
export const withKernel = (fit: Fit, kernel: KernelName | undefined): Fit =>
  fit.resizing === undefined || kernel === undefined ? fit : { ...fit, resizing: { ...fit.resizing, kernel } };

/** What may be told of how pictures are fitted. */
export type ToldFit = OptionsOf<typeof fitSettings>;

/**
 * How a model's pictures are fitted: as told, and where nothing is told as the model declares. Undefined where neither says
 * anything.
 *
 * @example fitOf({ resizeKernel: 'pillow-box' }, undefined); // { resizing: { mode: 'stretch', kernel: 'pillow-box' } }
 */
export function fitOf(told: ToldFit, declared: Fit | undefined): Fit | undefined {
  const resizing = resizingOf(told, declared?.resizing);
  const alpha = told.alpha ?? declared?.alpha;
  const toGrey = told.toGrey ?? declared?.toGrey;
  const fit: Fit = {
    ...(resizing && { resizing }),
    ...(alpha && { alpha }),
    ...(toGrey === true && { toGrey }),
  };
  return Object.keys(fit).length === 0 ? undefined : fit;
}

function resizingOf(told: ToldFit, declared: Resizing | undefined): Resizing | undefined {
  const { fit: mode, resizeKernel: kernel, cropFraction: fraction, shortestEdge: edge, fill } = told;
  if ([mode, kernel, fraction, edge, fill].every((option) => option === undefined)) return declared;
  const before = declared ?? usualResizing;
  // What is declared of another mode says nothing about this one, but how pixels are made is the same.
  const kept: Resizing =
    mode === undefined || mode === before.mode
      ? before
      : { mode, kernel: before.kernel, ...(before.odd && { odd: before.odd }) };
  const { fraction: _fraction, edge: _edge, ...others } = kept;
  return {
    ...(fraction === undefined && edge === undefined ? kept : others),
    ...(kernel && { kernel }),
    ...(fraction !== undefined && { fraction }),
    ...(edge !== undefined && { edge }),
    ...(fill !== undefined && { fill }),
  };
}
