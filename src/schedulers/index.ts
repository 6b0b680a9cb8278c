import { github } from './github.js';
import { gitlab } from './gitlab.js';
import { kubernetes } from './kubernetes.js';
import { ray } from './ray.js';
import type { Scheduler } from './scheduler.js';
import { slurm } from './slurm.js';

/** What a run in parts can be put on, by the names that `conic init --on` knows. */
export const schedulers: Readonly<Record<string, Scheduler>> = { kubernetes, slurm, ray, github, gitlab };
