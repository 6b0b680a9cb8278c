#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { InputError } from '../errors.js';
import { version } from '../version.js';
import { checkCommand } from './check.js';
import { exitStatus } from './exitStatus.js';

const program = new Command('conic')
  .description('Property-based testing for image classifiers.')
  .version(version)
  .showHelpAfterError('(conic --help, or conic check --help, says what there is)')
  .exitOverride()
  .addCommand(checkCommand());
// Subcommands do not inherit it.
for (const command of program.commands) command.exitOverride().showHelpAfterError('(add --help to see what there is)');

try {
  await program.parseAsync();
} catch (thrown) {
  process.exitCode = exitStatus.error;
  if (thrown instanceof CommanderError) process.exitCode = thrown.exitCode === 0 ? 0 : exitStatus.error;
  else if (thrown instanceof InputError) process.stderr.write(`conic: ${thrown.message}\n`);
  else process.stderr.write(`conic: ${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}\n`);
}
