import { mkdir, rename, writeFile } from 'node:fs/promises';
import { createHash, randomUUID } from 'node:crypto';
import { join, resolve } from 'node:path';
import type { ClassifierSpec } from '../classifier/classifier.js';
import { messageOf } from '../errors.js';
import { fileNames } from '../report/fileNames.js';
import type { Result } from '../run/result.js';

/** Draws the counterexample of a result; says where it lies, or why it could not be kept. */
export async function keepPicture(result: Result, { id, labels }: ClassifierSpec): Promise<string | undefined> {
  const { counterexample, property } = result;
  if (counterexample === undefined) return undefined;
  const { views } = counterexample;
  if (views.some(({ image }) => ![1, 3].includes(image.shape.channels))) return undefined;
  try {
    const { drawPicture } = await import('../report/picture.js');
    const [model = '', name = ''] = [fileNames([id])[0], fileNames([property])[0]];
    const folder = resolve('.conic/counterexamples', model, name);
    await mkdir(folder, { recursive: true });
    const picture = await drawPicture(views, labels);
    // Named by what it shows: a suite may ask the same of a model several times, and no picture may replace another's.
    const file = join(folder, `${createHash('sha256').update(picture).digest('hex').slice(0, 12)}.png`);
    const unfinished = join(folder, `.${randomUUID()}`);
    await writeFile(unfinished, picture);
    await rename(unfinished, file);
    return file;
  } catch (thrown) {
    return `could not be kept (${messageOf(thrown)})`;
  }
}
