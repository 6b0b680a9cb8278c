import { InputError, optionProblem } from '../errors.js';
import type { CertifySettings } from './certifySettings.js';

/** @throws InputError if the images that a certificate is about are not there. */
export function assertImages({ images }: Pick<CertifySettings, 'images'>, what: string): void {
  if (images !== undefined) return;
  throw new InputError(
    optionProblem(['images'], {
      found: 'nothing',
      expected: `images for ${what}`,
      remedy: ['Pass ', { option: ['images'], value: 'DIR' }, '.'],
    }),
  );
}
