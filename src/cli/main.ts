#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { InputError, LostClassifierError, messageOf } from '../errors.js';
import { version } from '../version.js';
import { commands } from './commands.js';
import { exitStatus } from './exitStatus.js';
import { foundWarning } from '../report/folder/sayFound.js';
import { terminalText } from '../report/text/terminalText.js';

const program = new Command('conic')
  .description('Property-based testing for image classifiers.')
  .version(version)
  .showHelpAfterError('(conic --help, or conic check --help, says what there is)')
  .exitOverride();
// Of the others the summary is enough.
for (const [name, { summary, load }] of Object.entries(commands))
  program.addCommand((process.argv.slice(2).includes(name) ? await load() : new Command(name)).summary(summary));
const said = {
  outputError: (text: string, write: (text: string) => void) =>
    write(terminalText(text.replace(/^error: /, 'conic: '))),
};
program.configureOutput(said);
// Subcommands do not inherit these.
for (const command of program.commands)
  command.exitOverride().configureOutput(said).showHelpAfterError('(add --help to see what there is)');

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // Whoever reads the output may have had enough of it: `conic check … | head`.
  if (error.code === 'EPIPE') return;
  process.stderr.write(`conic: standard output: found ${error.message}; expected room to write to.\n`);
  process.once('exit', () => (process.exitCode = exitStatus.error));
});

// What conic says itself is said as everything is; Node's own warnings, as Node does.
const usual = process.listeners('warning');
process.removeAllListeners('warning');
process.on('warning', (warning) => {
  if (warning.name === foundWarning) say(inOneLine(warning.message));
  else for (const listener of usual) listener(warning);
});

/** The status that the command came to; while there is none, nobody else is to end the process as if there were. */
let status: number | undefined;
process.on('exit', (now) => {
  if (status === undefined)
    say(
      `found the end of the process (status ${now}) in the middle of the command; expected a model that leaves it alone.`,
    );
  process.exitCode = status ?? exitStatus.error;
});
// Of a model's own code, which is not waited for: it says nothing of what was asked, and a stack is no message.
process.on('uncaughtException', (thrown) => {
  say(
    `found an error that nobody handles (${messageOf(thrown).split('\n')[0]}); expected a model that fails when it is asked.`,
  );
  status = exitStatus.error;
  process.exit(status);
});

/** Names of files and nodes are in messages, and nothing in them is to steer a terminal. */
const say = (message: string): void => void process.stderr.write(`conic: ${terminalText(message)}\n`);

/** A message in one line: a name in it may have line breaks, and what follows would be taken for conic's own words. */
const inOneLine = (message: string): string => message.replaceAll(/\s*[\r\n]+\s*/gu, ' ');

/** A full disk, a file that went away: a line says it. */
const isOfTheSystem = (thrown: unknown): thrown is Error => thrown instanceof Error && 'syscall' in thrown;

// A model that never answers leaves nothing for Node to wait for, and the process would end before that is said.
const stay = setInterval(() => undefined, 2 ** 30);
try {
  await program.parseAsync();
  status = Number(process.exitCode ?? 0);
} catch (thrown) {
  status = exitStatus.error;
  if (thrown instanceof CommanderError) status = thrown.exitCode === 0 ? 0 : exitStatus.error;
  else if (thrown instanceof InputError) {
    // Nothing was found out that could be reported; but nothing is wrong with what was asked either.
    if (thrown instanceof LostClassifierError) status = exitStatus.inconclusive;
    say(inOneLine(thrown.message));
  } else if (isOfTheSystem(thrown))
    say(inOneLine(`found ${thrown.message}; expected files that can be read and written.`));
  // Nobody expected it: whoever mends conic needs all of it.
  else say(thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown));
} finally {
  clearInterval(stay);
}
process.exitCode = status;
