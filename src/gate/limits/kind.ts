import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { GateLimit } from '../report/schema.js';
import type { Judge, Limit } from './limit.js';

/** What the file of every limit says of it. */
export interface Definition<Schema extends z.ZodType> {
  /** As in the names of limits: `rate` in `scalar-invariance/rate`. */
  readonly name: string;
  /** In what its numbers are given, for whoever shows them. */
  readonly unit: GateLimit['unit'];
  /** The form of what stands under its key in the configuration. */
  readonly schema: Schema;
  /** What is asked, in words. Findings are accepted by it: it says all that matters, and nothing of the model or the run. */
  claim(settings: z.infer<Schema>): string;
  /** Its own severity, where it has one; else that of what it stands under. */
  severity?(settings: z.infer<Schema>): GateLimit['severity'] | undefined;
  /** It says nothing of the model, only whether the model can be judged. Default false. */
  readonly precondition?: true;
  /** How it is decided. The claim is its own, to say before the run. */
  judge(settings: z.infer<Schema>, standing: Standing, claim: string): Judge;
}

/** What a limit is told of the inspection it is on. */
export interface Standing {
  /** Decided cases, or images, that are to be tried. */
  readonly cases: number;
  /** The labels of the model. */
  readonly labels: readonly string[];
  /** Whether all of them are tried, even when the answer is known before. */
  readonly exhaustive: boolean;
  /** What the same cases came to for the baseline, a letter each; empty where it has none. */
  readonly released: string;
}

/** What a limit is put on, and how severe the limits there are. */
export type Place = Pick<GateLimit, 'property' | 'severity'>;

/** A limit that knows what it asks, and not yet by how many cases it is going to be judged. */
export interface LimitDraft extends Omit<Limit, keyof Judge> {
  ready(standing: Standing): Limit;
}

/** A kind of limit as the configuration and the plan see it. */
export interface LimitKind {
  /** As in the names of limits. */
  readonly name: string;
  /**
   * The limit with these settings.
   *
   * @param settings what stands under its key in the configuration, of the form of its schema.
   */
  draft(settings: unknown, place: Place): LimitDraft;
}

/** A kind of limit from its definition. */
export const limitKind = <Schema extends z.ZodType>(own: Definition<Schema>): LimitKind => ({
  name: own.name,
  draft: (given, { property, severity }) => {
    // Read once more, which gives the settings their type.
    const settings = own.schema.parse(given);
    const claim = own.claim(settings);
    // What is inspected may be a variant of what the limit is called after: `accuracy:gamma:0.5`.
    const name = property.split(':')[0] === own.name ? property : `${property}/${own.name}`;
    const draft = {
      name,
      property,
      kind: own.name,
      unit: own.unit,
      severity: own.severity?.(settings) ?? severity,
      claim,
      precondition: own.precondition ?? false,
      id: createHash('sha256').update(`${name}\n${claim}`).digest('hex').slice(0, 16),
    };
    return { ...draft, ready: (standing) => ({ ...draft, ...own.judge(settings, standing, claim) }) };
  },
});
