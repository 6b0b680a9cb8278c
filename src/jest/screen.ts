import { coloursFor } from '../report/colours.js';
import type { Screen } from './blocks.js';

/**
 * What the terminal can show that the runner writes to. Workers have no terminal of their own; runners tell them of colours by
 * FORCE_COLOR. Linux's own console and `dumb` ones lack block characters.
 */
export const screen = (environment: NodeJS.ProcessEnv = process.env): Screen => ({
  colours: coloursFor(environment).isColorSupported,
  blocks: !['linux', 'dumb'].includes(environment['TERM'] ?? ''),
});
