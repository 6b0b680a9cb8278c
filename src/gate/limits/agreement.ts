import { z } from 'zod';
import { agreement as agreementProperty, agreementOptions } from '../../../properties/index.js';
import { InputError } from '../../errors.js';
import type { Property } from '../../run/property.js';
import { gateSettings } from '../../settings/gate.js';
import { keyOf } from '../../settings/zod.js';
import type { GateRun, NamedModel } from '../inspections/gateRun.js';
import { inspectProperty } from '../inspections/inspectProperty.js';
import { shareProperty } from '../inspections/shareProperty.js';
import { mostCases, severity, shareInside, wholeKey } from './fields.js';
import { ownLimit, type OwnInspection } from './ownLimit.js';
import { rateCases, rateInWords, rateJudge, rateSchema, type RateSettings } from './rate.js';

const schema = z.strictObject(
  {
    with: keyOf({
      kind: gateSettings.model.kind,
      help: 'the model to agree with, such as the released one',
      required: true,
    }),
    rate: shareInside
      .or(rateSchema)
      .describe(
        'the largest rate of disagreements, as a share of the decided cases; or with a confidence, as under a property',
      ),
    claim: keyOf(agreementOptions.claim).exactOptional(),
    vary: keyOf(agreementOptions.vary).exactOptional(),
    cases: wholeKey(1, mostCases).describe('decided cases to try; default: as many as the rate needs').exactOptional(),
    severity: severity.exactOptional(),
  },
  "{ with: 'released.onnx', rate: 0.01 }",
);

type AgreementSettings = z.infer<typeof schema>;

/** The rate of cases on which the model disagrees with another one is at most so much, with a confidence; decided as every rate is. */
export const agreement = ownLimit({
  name: 'agreement',
  description: 'how often it may disagree with another model, such as the one that is released',
  unit: { name: 'share of cases', as: 'share', better: 'less' },
  schema,
  inspection: inspectionOf,
  claim: (settings) =>
    `at most ${rateInWords(rateOf(settings), `of cases are other than in ${pathOf(settings.with)}`)}`,
  judge: (settings, standing, claim) => rateJudge(rateOf(settings), standing, claim),
});

const rateOf = ({ rate }: AgreementSettings): RateSettings => (typeof rate === 'number' ? { atMost: rate } : rate);

const pathOf = (model: NamedModel): string => (typeof model === 'string' ? model : model.path);

function inspectionOf(settings: AgreementSettings, run: GateRun): OwnInspection {
  const { claim, vary } = settings;
  const {
    fewest,
    usual = fewest,
    expected,
  } = rateCases(rateOf(settings), { where: 'agreement.rate', count: Infinity });
  const { cases = Math.max(fewest, usual) } = settings;
  if (cases < fewest) throw new InputError({ where: 'agreement.cases', found: String(cases), expected });
  const beside = async <Found>(ask: (property: Property<unknown>) => Promise<Found>): Promise<Found> => {
    const other = await run.openAnother(settings.with, ['agreement', 'with']);
    try {
      const property = agreementProperty({
        with: other,
        place: pathOf(settings.with),
        tolerance: run.tolerance,
        ...(claim === undefined ? {} : { claim }),
        ...(vary === undefined ? {} : { vary }),
      });
      return await ask({ ...property, name: 'agreement' });
    } finally {
      await other.dispose();
    }
  };
  return {
    name: 'agreement',
    cases,
    sequential: true,
    inspect: (limits) => beside((property) => inspectProperty(property, cases, limits, run)),
    inspectShare: (limits, own) => beside((property) => shareProperty(property, cases, limits, run, own)),
  };
}
