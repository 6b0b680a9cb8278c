import type { PlaneCertificate } from '../../certify/plane/certificate.js';
import type { ClassifierSpec } from '../../classifier/classifier.js';
import type { PlaneReport } from './certifyPlane.js';
import { here } from './here.js';

/** Held where the whole plane is proved to have one label, violated where the engine shows two of those that are proved. */
export function planeVerdict({ word, labels }: Pick<PlaneCertificate, 'word' | 'labels'>): PlaneReport['verdict'] {
  if (labels.filter(({ label, engineLabel }) => engineLabel === label).length > 1) return 'violated';
  return word === 'proved-real' && labels.length === 1 ? 'held' : 'inconclusive';
}

/** A certificate of a plane as it is printed and written. */
export function planeReportOf(
  certificate: PlaneCertificate,
  { id, digest, engine, labels }: Pick<ClassifierSpec, 'id' | 'digest' | 'engine' | 'labels'>,
): PlaneReport {
  const [across, up] = certificate.axes.map(({ name, min, max }) => ({ name, from: min, to: max }));
  return {
    schema: 'conic.certify-plane/1',
    model: { id, digest, engine },
    labels,
    verdict: planeVerdict(certificate),
    plane: { ...certificate, axes: [across!, up!] },
    files: [],
    environment: here(),
  };
}
