import type { Fault } from './fault.js';
import { mutatedInputs } from './kinds/mutatedInputs.js';
import { mutatedKept } from './kinds/mutatedKept.js';
import { mutatedModels } from './kinds/mutatedModels.js';

/** Every kind of fault that is tried. A new one is a file, and a line here. */
export const faults: readonly Fault[] = [...mutatedModels, ...mutatedInputs, ...mutatedKept];
