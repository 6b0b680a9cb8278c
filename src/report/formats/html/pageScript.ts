import { enlargeScript } from './enlargeScript.js';
import { filterScript } from './filterScript.js';
import { sidewaysScript } from './sidewaysScript.js';

/** All that the page runs, in one piece: its policy allows that and nothing else. */
export const pageScript = filterScript + enlargeScript + sidewaysScript;
