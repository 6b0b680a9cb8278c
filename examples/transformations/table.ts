// The table of docs/transformations.md: how often the shipped networks change their label under each transformation.
import { check, develop, images, openModel, type Image, type Transformation } from 'conic';
import { survives } from 'conic/properties';
import { transformations } from 'conic/transformations';

const cases = 2000;
const seed = 1;
const photos = images.from('examples/fashion-mnist/images');
const models = await Promise.all(['bias', 'zero-bias'].map((name) => openModel(`examples/models/lenet-${name}.onnx`)));
const [first] = models;
if (first === undefined) throw new Error('there are no models');
const { images: all } = await photos.load(first.spec.shape);

/** Whether what becomes of images is the image times one positive number: what a network without biases must survive. */
async function isScalar(each: Transformation): Promise<boolean> {
  const strengths = each.strength.usual.filter((strength) => strength !== each.strength.identity);
  const all = await Promise.all(
    sample.flatMap((image) => strengths.map(async (strength) => isMultiple(each.apply(image, strength), image))),
  );
  return all.every(Boolean);
}

const sample = all.slice(0, 20);

async function isMultiple(changed: Image, image: Image): Promise<boolean> {
  await Promise.all([develop(changed), develop(image)]);
  const [one, other] = [changed.pixels(), image.pixels()];
  const brightest = other.indexOf(Math.max(...other));
  const scalar = one[brightest]! / other[brightest]!;
  // What leaves an image as it is asks nothing of it.
  return scalar > 0 && scalar !== 1 && one.every((value, i) => Math.abs(value - scalar * other[i]!) <= 1e-6);
}

console.log('| transformation | strengths | must survive | composes with scaling | bias | no bias |');
console.log('| --- | --- | --- | --- | --- | --- |');
for (const each of transformations) {
  const [lowest, highest] = each.strength.usual;
  const unfit = sample.map((image) => each.unfit?.(image)).find((why) => why !== undefined);
  const rates = [];
  for (const model of models) {
    const property = { ...survives(each), kind: 'rate' as const };
    const { held, violated } = await check(property, model, { images: photos, cases, seed });
    rates.push(held + violated === 0 ? 'none to measure' : `${((100 * violated) / (held + violated)).toFixed(1)} %`);
  }
  const must = unfit !== undefined ? 'no' : (await isScalar(each)) ? 'yes' : 'no';
  console.log(
    `| ${[`\`${each.name}\``, `${lowest} to ${highest}`, must, each.composesWithScaling ? 'yes' : 'no', ...rates].join(' | ')} |`,
  );
}
await Promise.all(models.map((model) => model.dispose()));
