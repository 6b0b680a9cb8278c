import { samplesLike } from '../samples.js';
import type { ResizeKernel, Side } from './kernel.js';

export const pillowNearest: ResizeKernel = {
  means: "Pillow's NEAREST: the old pixel under the centre of the new one",
  resize: ({ shape: { width, channels }, samples: old }, across, down) => {
    const [columns, rows] = [placesAlong(across), placesAlong(down)];
    const samples = samplesLike(old, down.count * across.count * channels);
    let at = 0;
    for (const row of rows)
      for (const column of columns) {
        const from = (row * width + column) * channels;
        for (let channel = 0; channel < channels; channel++) samples[at++] = old[from + channel]!;
      }
    return { shape: { height: down.count, width: across.count, channels }, samples };
  },
};

/** Pillow steps through the old pixels by adding, so places are rounded as sums are, and not as products. */
function placesAlong({ before, after, from, count }: Side): Int32Array {
  const step = before / after;
  const places = new Int32Array(count);
  for (let i = 0, place = step * 0.5; i < from + count; i++, place += step)
    if (i >= from) places[i - from] = Math.min(before - 1, Math.trunc(place));
  return places;
}
