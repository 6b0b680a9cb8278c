import { number, pair } from './kinds.js';

const anyStrength = number('a number');

/** The lowest and the highest strength of a transformation: `[0.5, 2]`. Which there are, each transformation knows. */
export const strengthRange = pair(anyStrength, anyStrength, 'the lowest and the highest strength: [0.5, 2]');
