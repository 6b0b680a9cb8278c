import { Option, type Command } from 'commander';
import { z } from 'zod';
import { InputError } from '../errors.js';
import { imageSettings } from './imageOptions.js';
import { above0, choice, flag, seconds, text, whole } from './kinds.js';
import { modelSettings } from './modelOptions.js';
import { parseNumber } from './parse.js';

// What `conic certify` can be told for rays and regions.

const from = 'a scalar of 0 or more';

/** Settings of `--ray` and `--region`, for the command's schema. */
export const lineSettings = {
  from: z.number(from).min(0, from).exactOptional(),
  to: above0('a scalar above 0').exactOptional(),
  method: choice(['auto', 'float64', 'exact', 'engine']).exactOptional(),
  region: whole(1, 64).exactOptional(),
  timeLimit: seconds.exactOptional(),
  report: text.exactOptional(),
  json: flag.exactOptional(),
};

const lineSchema = z.object({ ...modelSettings, ...imageSettings, ...lineSettings });
export type LineSettings = z.infer<typeof lineSchema>;

/** Adds the options of rays and regions, but for `--ray`, `--region`, `--json` and `--images`, which are the command's own. */
export const withLineOptions = (command: Command): Command =>
  command
    .addOption(new Option('--from <lo>', 'with --ray: the lowest scalar (default: all above 0)').argParser(parseNumber))
    .addOption(new Option('--to <hi>', 'with --ray: the highest scalar (default: no end)').argParser(parseNumber))
    .addOption(
      new Option('--method <how>', 'with --ray: auto (default), float64, exact, or engine, which proves nothing'),
    )
    .addOption(
      new Option('--time-limit <seconds>', 'for each image (default 60) or region (default 10)').argParser(parseNumber),
    )
    .addOption(new Option('--report <dir>', 'write report.json, and what people read, there'));

/** @throws InputError if the settings that a certificate of images needs are not there. */
export function assertImages({ images }: LineSettings, what: string): void {
  if (images !== undefined) return;
  throw new InputError({
    where: '--images',
    found: 'nothing',
    expected: `images for ${what}`,
    remedy: 'Pass --images DIR.',
  });
}
