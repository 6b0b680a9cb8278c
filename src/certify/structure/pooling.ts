import { indicesFlaw } from '../../network/degree/flaw.js';
import { isLevel, levelled } from '../../network/degree/degree.js';
import { each, type Operation, type Rule, type Rules } from './operation.js';
import { keeps } from './pointwise.js';

/**
 * Whether some window could hold nothing but padding. Its maximum is then the lowest of all floats, or whatever the engine
 * takes: no value of the image, and not 0.
 */
function mayBeEmpty(operation: Operation): boolean {
  const kernel = operation.numbers('kernel_shape');
  const pads = operation.numbers('pads');
  const auto = operation.text('auto_pad') ?? 'NOTSET';
  const ceiled = operation.number('ceil_mode', 0) === 1;
  const padded = auto.startsWith('SAME') || (auto === 'NOTSET' && pads.some((amount) => amount !== 0));
  // A dilated window has gaps, in which a narrow image may lie.
  if (operation.numbers('dilations').some((step) => step !== 1)) return padded || ceiled;
  if (auto !== 'NOTSET') return false;
  return kernel.some((size, axis) => {
    const [before, after] = [pads[axis] ?? 0, pads[axis + kernel.length] ?? 0];
    // Rounding up adds a window that begins up to a stride later.
    const late = ceiled ? (operation.numbers('strides')[axis] ?? 1) - 1 : 0;
    return before >= size || after + late >= size;
  });
}

/** d for the values, 0 for where they were. A padding of -∞ never wins, and one of 0 is of any degree. */
const largest: Rule = (operation) => {
  const form = [operation.form(0), levelled(operation.form(0))];
  if (!mayBeEmpty(operation)) return { form };
  const what = 'a window may hold nothing but padding, whose maximum is no value of the image';
  return { form, flaw: { kind: 'padding', what, remedy: 'Pad by less than the window, and without dilation.' } };
};

/** Values are put back where they were: 0 is everywhere else. */
const placed: Rule = (operation) =>
  operation.forms(1).every(isLevel) ? { form: operation.form(0) } : { form: operation.form(0), flaw: indicesFlaw };

export const pooling: Rules = {
  MaxPool: largest,
  ...each('AveragePool LpPool GlobalMaxPool GlobalAveragePool GlobalLpPool', keeps),
  ...each('MaxUnpool RoiAlign GridSample', placed),
};
