import type { RunProgress } from '../run/progress.js';
import type { Property } from '../run/property.js';
import { functionOf, inCode, signal, text } from '../settings/kinds.js';
import { object } from '../settings/object.js';
import { settings, type OptionsOf } from '../settings/setting.js';

const acceptance = settings({
  /** Why it may ship nevertheless. */
  reason: { kind: text, help: 'why it may ship nevertheless', required: true },
  /** The last day on which that holds, as `2027-01-31`. */
  expires: { kind: text, help: 'the last day on which that holds', required: true },
});

const again = settings({
  /** Tries the whole gate again; the seed is added. */
  gate: { kind: text, help: 'tries the whole gate again', required: true },
  /** Tries a case of a property again; property, seed and path are added. Left out where no command can be told what the gate is. */
  check: { kind: text, help: 'tries a case of a property again' },
});

export const gateOptions = settings({
  /** Properties of your own, which the configuration may set limits on by their names, like those of the catalogue. */
  properties: {
    kind: inCode<readonly Property<unknown>[]>('a list of properties', Array.isArray),
    help: 'properties of your own',
  },
  /** What the configuration's paths are relative to. Default: the working folder. */
  folder: { kind: text, help: 'what paths are relative to', usually: 'the working folder' },
  /** What the configuration is called in messages. Default `config`. */
  name: { kind: text, help: 'what the configuration is called', default: 'config' },
  /** What is typed to see findings again, for the report. Default: it names property, seed and path. */
  again: { kind: object(again, 'commands'), help: 'what is typed to see findings again' },
  /** Takes responsibility for what fails now: it is written to the file of accepted findings. */
  accept: { kind: object(acceptance, 'a reason and a last day'), help: 'takes responsibility for what fails now' },
  /** The day that acceptance is judged by, in UTC. Default: today. */
  today: {
    kind: inCode<Date>('a Date', (value) => Object.prototype.toString.call(value) === '[object Date]'),
    help: 'the day that acceptance is judged by',
    usually: 'today',
  },
  /** Hears what is going to be tried, a line a limit, before the run. */
  onPlan: { kind: functionOf<(lines: readonly string[]) => void>(), help: 'hears what is going to be tried' },
  /** Hears how far the run is. */
  onProgress: { kind: functionOf<(progress: RunProgress) => void>(), help: 'hears how far the run is' },
  /** Ends the run when aborted, with what it has; that never passes. */
  signal: { kind: signal, help: 'ends the run' },
});

/** What a gate is told besides its configuration. */
export interface GateOptions extends OptionsOf<typeof gateOptions> {}
