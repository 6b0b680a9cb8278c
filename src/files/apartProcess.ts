// Runs as a process of its own: what a module of the user's does to its process, it does to this one.
import { InputError, messageOf, type Problem } from '../errors.js';
import { runModule } from './runModule.js';

/** What comes of running a module: its default export, or that it holds code, which cannot be sent; or what is wrong. */
export type ApartAnswer =
  | {
      readonly kind: 'plain';
      readonly value: unknown;
      readonly environment: Readonly<Record<string, string | undefined>>;
    }
  | { readonly kind: 'code' }
  | { readonly kind: 'failed'; readonly problem: Problem };

const [path = '', file = '', expected = ''] = process.argv.slice(2);
const before = { ...process.env };

const failed = (thrown: unknown, doing: string): ApartAnswer => {
  if (thrown instanceof InputError) return { kind: 'failed', problem: thrown.problem };
  const found = `an error while ${doing} (${messageOf(thrown).split('\n')[0]})`;
  return { kind: 'failed', problem: { where: file, found, expected } };
};

const send = (answer: ApartAnswer): void => void process.send?.(answer);

/** Variables of the environment that are others by now. */
function changedEnvironment(): Readonly<Record<string, string | undefined>> {
  const names = new Set([...Object.keys(before), ...Object.keys(process.env)]);
  const changed = [...names].filter((name) => before[name] !== process.env[name]);
  return Object.fromEntries(changed.map((name) => [name, process.env[name]]));
}

function answerOf(exported: unknown): ApartAnswer {
  try {
    return { kind: 'plain', value: structuredClone(exported), environment: changedEnvironment() };
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === 'DataCloneError') return { kind: 'code' };
    return failed(thrown, 'reading its values');
  }
}

process.on('uncaughtException', (thrown) => send(failed(thrown, 'running it')));
// Whoever asked is gone.
process.on('disconnect', () => process.exit());
runModule(path, { file, expected }).then(
  ({ value }) => send(answerOf(value)),
  (thrown: unknown) => send(failed(thrown, 'running it')),
);
