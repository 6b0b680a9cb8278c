#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { InputError } from '../errors.js';
import { version } from '../version.js';
import { certifyCommand } from './certify.js';
import { checkCommand } from './check.js';
import { diffCommand } from './diff.js';
import { exitStatus } from './exitStatus.js';
import { gateCommand } from './gate.js';
import { huntCommand } from './hunt.js';
import { initCommand } from './init.js';
import { mendCommand } from './mend.js';
import { terminalText } from '../report/text/terminalText.js';
import { replayCommand } from './replay.js';

const program = new Command('conic')
  .description('Property-based testing for image classifiers.')
  .version(version)
  .showHelpAfterError('(conic --help, or conic check --help, says what there is)')
  .exitOverride();
/** What follows `conic`; a new command is a line here. */
const commands = [
  checkCommand,
  diffCommand,
  huntCommand,
  replayCommand,
  certifyCommand,
  mendCommand,
  gateCommand,
  initCommand,
];
for (const command of commands) program.addCommand(command());
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

/** Names of files and nodes are in messages, and nothing in them is to steer a terminal. */
const say = (message: string): void => void process.stderr.write(`conic: ${terminalText(message)}\n`);

try {
  await program.parseAsync();
} catch (thrown) {
  process.exitCode = exitStatus.error;
  if (thrown instanceof CommanderError) process.exitCode = thrown.exitCode === 0 ? 0 : exitStatus.error;
  else if (thrown instanceof InputError) say(thrown.message);
  else say(thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown));
}
