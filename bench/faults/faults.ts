import type { Fault } from './fault.js';
import { cycles } from './kinds/cycles.js';
import { failingDisks, smallDisks } from './kinds/disks.js';
import { kills } from './kinds/kills.js';
import { mutatedInputs } from './kinds/mutatedInputs.js';
import { mutatedKept } from './kinds/mutatedKept.js';
import { mutatedModels } from './kinds/mutatedModels.js';
import { sameReports } from './kinds/sameReports.js';
import { signals } from './kinds/signals.js';
import { together } from './kinds/together.js';

/** Every kind of fault that is tried. A new one is a file, and a line here. */
export const faults: readonly Fault[] = [
  ...mutatedModels,
  ...mutatedInputs,
  ...mutatedKept,
  kills,
  together,
  failingDisks,
  smallDisks,
  ...cycles,
  signals,
  sameReports,
];
