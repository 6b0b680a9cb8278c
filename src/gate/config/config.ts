import { z } from 'zod';
import { asksForLimit, everywhereFields, ownFields, propertiesField, someLimit } from './limits.js';
import { gateSettings } from '../../settings/gate.js';
import { keyOf } from '../../settings/zod.js';

// The one source of the configuration's form: its types, its validation and the JSON Schema that ships with the package.

const text = z.string('a text').min(1, 'a text that is not empty');
/** What is told of the model, the images and the run, each as it is declared in `src/settings`. */
const runKeys = {
  model: keyOf(gateSettings.model),
  images: keyOf(gateSettings.images).exactOptional(),
  ownProperties: keyOf(gateSettings.ownProperties).exactOptional(),
  seed: keyOf(gateSettings.seed).exactOptional(),
  cases: keyOf(gateSettings.cases).exactOptional(),
  scalars: keyOf(gateSettings.scalars).exactOptional(),
  overflow: keyOf(gateSettings.overflow).exactOptional(),
  space: keyOf(gateSettings.space).exactOptional(),
  tolerance: keyOf(gateSettings.tolerance).exactOptional(),
  timeLimit: keyOf(gateSettings.timeLimit).exactOptional(),
  allowChance: keyOf(gateSettings.allowChance).exactOptional(),
  earlyStop: keyOf(gateSettings.earlyStop).exactOptional(),
  accepted: keyOf(gateSettings.accepted).exactOptional(),
  report: keyOf(gateSettings.report).exactOptional(),
  failOn: keyOf(gateSettings.failOn).exactOptional(),
  mend: keyOf(gateSettings.mend).exactOptional(),
};

export const configSchema = z
  .strictObject(
    {
      $schema: text.describe('where an editor finds this schema').exactOptional(),
      ...runKeys,
      properties: propertiesField.exactOptional(),
      ...ownFields,
      baseline: text
        .or(z.literal(false))
        .describe("the gate's report.json of the released model; false: there is none yet")
        .exactOptional(),
      ...everywhereFields,
    },
    'an object of settings',
  )
  .refine(asksForLimit, { error: someLimit, params: { found: 'no limit' } });

/** What a gate is told: the content of `conic.config.ts`. */
export type GateConfig = z.infer<typeof configSchema>;

/** As JSON Schema, draft 2020-12. */
export const configJsonSchema = (): object =>
  z.toJSONSchema(configSchema, { target: 'draft-2020-12', unrepresentable: 'any' });
