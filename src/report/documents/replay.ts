import { z } from 'zod';
import { environmentSchema } from './check.js';
import { certifiedModelSchema } from './certified.js';

// The one source of the form of a replay's report: its types, its validation and the JSON Schema that ships with the package.

const text = z.string();

const replayedCase = z.strictObject({
  answer: z
    .enum(['still failing', 'fixed', 'flaky', 'vacuous', 'inconclusive', 'impossible'])
    .describe('vacuous, inconclusive and impossible are not the same as fixed'),
  stale: z.boolean().describe('it was found with another version of the model'),
  why: text.describe('in a sentence; empty where there is nothing to add'),
  folder: text,
  property: text,
  was: text.describe('what happened when it was found'),
  foundWith: z.strictObject({ id: text, digest: text }),
  margin: z.number().exactOptional().describe('as the model answers alone'),
});

export const replayReportSchema = z.strictObject({
  schema: z.literal('conic.replay/1'),
  verdict: z
    .enum(['held', 'violated', 'inconclusive'])
    .describe(
      'violated: any still fails or is flaky; inconclusive: nothing could be decided, or a case could not be read or tried',
    ),
  model: certifiedModelSchema,
  store: text,
  cases: z.array(replayedCase).readonly(),
  problems: z.array(text).readonly().describe('stored cases that could not be read or tried, a sentence each'),
  environment: environmentSchema,
});

/** What `conic replay --json` prints. */
export type ReplayReport = z.infer<typeof replayReportSchema>;

/** What became of one stored case. */
export type ReplayedCase = ReplayReport['cases'][number];

/** As JSON Schema, draft 2020-12. */
export const replayJsonSchema = (): object => z.toJSONSchema(replayReportSchema, { target: 'draft-2020-12' });
