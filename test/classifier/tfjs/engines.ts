import { spawnSync } from 'node:child_process';
import type { TfjsEngine } from '../../../src/classifier/tfjs/options.js';

// Whether the native engine loads is asked in a process of its own: a broken one may end it.
const { status } = spawnSync(process.execPath, ['-e', "require('@tensorflow/tfjs-node')"], { stdio: 'ignore' });

/** Whether tfjs-node can be tried here. */
export const native = status === 0;
if (!native) console.warn('Tests on tfjs-node are skipped: it does not load here. `npm run tfjs-node` installs it.');

/** The engines that can be tried here. */
export const engines: readonly TfjsEngine[] = native ? ['wasm', 'cpu', 'tfjs-node'] : ['wasm', 'cpu'];
