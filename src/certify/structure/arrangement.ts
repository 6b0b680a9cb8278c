import { indicesFlaw, unreadableFlaw, degreesFlaw, type Flaw } from '../../network/degree/flaw.js';
import { any, constant, isLevel, join, level, levelled, type Degree } from '../../network/degree/degree.js';
import { each, type Finding, type Rule, type Rules } from './operation.js';

/** Numbers are moved about, chosen or repeated: d, as long as brightness has no say in which. */
export const rearranges: Rule = (operation) => {
  const form = operation.form(0);
  const settled = operation.forms(1).every(isLevel);
  return settled ? { form } : { form, flaw: indicesFlaw };
};

/** The number a padding is filled with: 0 does not disturb, and constants of degree 0 do not disturb degree 0. */
export function filled(fill: number | undefined, form: Degree): Finding {
  if (fill === 0) return { form };
  if (isLevel(form)) return { form: levelled(form) };
  const flaw: Flaw =
    fill === undefined
      ? unreadableFlaw('a padding whose fill cannot be read')
      : { kind: 'padding', what: `a padding filled with ${fill}`, remedy: 'Fill it with 0.' };
  return { form, flaw };
}

const pad: Rule = (operation) => {
  const form = operation.form(0);
  // Amounts are an input from opset 11 on; so is what it is filled with.
  if (!isLevel(operation.form(1)) || !isLevel(operation.form(3))) return { form, flaw: indicesFlaw };
  if ((operation.text('mode') ?? 'constant') !== 'constant') return { form };
  if (!operation.has(2)) return filled(operation.number('value', 0), form);
  const joined = join([form, operation.form(2)]);
  if (joined !== undefined && operation.form(2).kind !== 'constant') return { form: joined };
  return filled(operation.values(2)?.[0], form);
};

const resize: Rule = (operation) => {
  const found = rearranges(operation);
  const extrapolates = operation.text('coordinate_transformation_mode') === 'tf_crop_and_resize';
  if (found.flaw !== undefined || !extrapolates) return found;
  return filled(operation.number('extrapolation_value', 0), operation.form(0));
};

const dropout: Rule = (operation) => {
  const form = operation.form(0);
  const forms = [form, constant];
  const random = operation.opset < 7 ? operation.number('is_test', 0) !== 1 : operation.has(2);
  if (!random || operation.values(2)?.[0] === 0) return { form: forms };
  const what = 'a dropout that is not switched off';
  return { form: forms, flaw: { kind: 'training', what, remedy: 'Export the model for inference.' } };
};

/** Values are put into a tensor at places that are told. */
const scatter: Rule = (operation) => {
  if (!isLevel(operation.form(1))) return { form: operation.form(0), flaw: indicesFlaw };
  const joined = join([operation.form(0), operation.form(2)]);
  const plain = (operation.text('reduction') ?? 'none') !== 'mul';
  if (joined !== undefined && plain) return { form: joined };
  return { form: any, flaw: degreesFlaw('puts values of one degree into a tensor of another') };
};

/** A shape is that of every image, unless something before chose by order or sign. */
const sizes: Rule = (operation) => {
  const form = operation.form(0);
  return { form: isLevel(form) ? levelled(form) : constant };
};

/** How many are chosen may differ between images: what divides by their number is not defined for all of them. */
const chosen: Rule = (operation) => ({ ...rearranges(operation), partial: true });

export const arrangement: Rules = {
  ...each(
    `Identity Reshape Flatten Transpose Squeeze Unsqueeze Slice Gather GatherElements GatherND Split Tile Expand
     DepthToSpace SpaceToDepth CumSum ReverseSequence Trilu Col2Im`,
    rearranges,
  ),
  ...each('Scatter ScatterElements ScatterND', scatter),
  ...each('Shape Size', sizes),
  ...each('Constant ConstantOfShape EyeLike Range', (operation) => ({
    form: operation.count === 0 ? constant : operation.forms().every(isLevel) ? level : any,
    ...(operation.forms().every(isLevel) ? {} : { flaw: indicesFlaw }),
  })),
  Compress: chosen,
  Dropout: dropout,
  Pad: pad,
  Resize: resize,
  Upsample: rearranges,
};
