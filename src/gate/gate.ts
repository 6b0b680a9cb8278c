import type { GateConfig } from './config/config.js';
import { checkOptions } from '../settings/check.js';
import { gateOptions, type GateOptions } from './gateOptions.js';
import type { GateReport } from './report/schema.js';

/**
 * Whether a model may ship: tries what the configuration asks, holds it against its limits, and writes the report where one
 * is asked for. One verdict: `pass`, `fail`, or `inconclusive` where too little could be tried to tell.
 *
 * @throws InputError if the configuration, the model, the images, the baseline or a file is wrong; ClassifierError if the
 *   model fails. An error never passes.
 * @example
 * const config = { model: 'model.onnx', images: 'samples', properties: { 'scalar-invariance': { rate: { atMost: 0.01 } } } };
 * const { verdict, limits } = await gate(config);
 */
export async function gate(config: GateConfig, options: GateOptions = {}): Promise<GateReport> {
  checkOptions('gate', gateOptions, options);
  // What reads and checks is loaded when there is something to gate.
  const [{ readConfig }, { runGate }] = await Promise.all([import('./config/readConfig.js'), import('./runGate.js')]);
  return runGate(readConfig(config, options.name ?? gateOptions.name.default), options);
}
