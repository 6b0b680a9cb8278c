import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, totalmem, tmpdir } from 'node:os';
import { join } from 'node:path';
import { version } from '../version.js';
import { examineEngines } from './engines.js';
import type { DoctorFinding } from './finding.js';
import { examineModel, type OwnModel } from './ownModel.js';
import { examinePictures } from './pictures.js';
import { writeTrialNetworks } from './trialNetworks.js';

/** What a maintainer asks for first. */
export interface Diagnosis {
  readonly conic: string;
  readonly node: string;
  readonly platform: string;
  readonly cores: number;
  /** In GiB. */
  readonly memory: number;
  /** `ill`: something that is installed does not work, or there is no engine at all, or the model cannot be asked. */
  readonly verdict: 'well' | 'ill';
  readonly findings: readonly DoctorFinding[];
}

/**
 * Looks whether conic can work here: every engine is tried with a network of one layer, a picture is written and read, and a model, if
 * one is named, is asked about one image.
 *
 * @param own the model, how to open it, and how to say what is wrong with that.
 */
export async function diagnose(own?: OwnModel): Promise<Diagnosis> {
  const folder = await mkdtemp(join(tmpdir(), 'conic-doctor-'));
  try {
    const engines = await examineEngines(await writeTrialNetworks(folder));
    const findings = [...engines, await examinePictures(), ...(own === undefined ? [] : [await examineModel(own)])];
    const isWell = engines.some(({ state }) => state === 'works') && findings.every(({ state }) => state !== 'fails');
    return {
      conic: version,
      node: process.version,
      platform: `${process.platform} ${process.arch}`,
      cores: availableParallelism(),
      memory: Math.round(totalmem() / 2 ** 30),
      verdict: isWell ? 'well' : 'ill',
      findings,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
