import type { Certification } from '../../certify/crossCheck.js';
import type { ClassifierSpec } from '../../classifier/classifier.js';
import type { StructureReport } from './certifyStructure.js';
import { here } from './here.js';

/** A certificate by structure as it is printed and written. */
export const structureReportOf = (
  { id, digest, engine }: Pick<ClassifierSpec, 'id' | 'digest' | 'engine'>,
  certification: Certification,
): StructureReport => ({
  schema: 'conic.certify-structure/1',
  verdict: certification.structure.verdict,
  model: { id, digest, engine },
  ...certification,
  environment: here(),
});
