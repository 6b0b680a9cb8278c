import { fork } from 'node:child_process';
import { clearTimeout, setTimeout } from 'node:timers';
import { InputError } from '../errors.js';
import { ownFile } from '../ownFile.js';
import { isRecord } from '../settings/inWords.js';
import type { ApartAnswer } from './apartProcess.js';
import { runModule } from './runModule.js';
import { noEnd, usualSeconds, type RunFile } from './running.js';

/**
 * The default export of a module of the user's, which is run in a process of its own first: code that ends its process, whether by
 * `process.exit` or by a crash, or never comes to an end, ends nothing but that one. Environment variables that it sets are set here,
 * too. Only where the export holds code, which cannot come from another process, the module is run here as well.
 *
 * @param path absolute.
 * @param file whose code it is, and what it should be, for errors.
 * @param seconds after which it is given up.
 * @throws InputError if it cannot be run, ends its process or never ends.
 * @example const config = await exportedApart('/work/conic.config.mjs', { file, expected: 'a file that exports a configuration' });
 */
export async function exportedApart(path: string, file: RunFile, seconds: number = usualSeconds): Promise<unknown> {
  const answer = await answerApart(path, file, seconds);
  switch (answer.kind) {
    case 'failed':
      throw new InputError(answer.problem);
    case 'code':
      return (await runModule(path, file)).value;
    case 'plain':
      for (const [name, value] of Object.entries(answer.environment))
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      return answer.value;
  }
}

function answerApart(path: string, { file, expected }: RunFile, seconds: number): Promise<ApartAnswer> {
  const failed = (found: string): ApartAnswer => ({ kind: 'failed', problem: { where: file, found, expected } });
  const child = fork(ownFile('src/files/apartProcess.js'), [path, file, expected], {
    execArgv: [],
    serialization: 'advanced',
    // What it prints is held back: it is printed again where the module is run here.
    stdio: ['inherit', 'pipe', 'pipe', 'ipc'],
  });
  const printed = [child.stdout, child.stderr].map((stream) => {
    const parts: Buffer[] = [];
    stream?.on('data', (part: Buffer) => parts.push(part));
    return parts;
  });
  let answer: ApartAnswer | undefined;
  const done = (given: ApartAnswer): void => {
    answer ??= given;
    child.kill('SIGKILL');
  };
  const timer = setTimeout(() => done(failed(noEnd(seconds))), seconds * 1000);
  child.on('message', (message) => {
    if (isAnswer(message)) done(message);
  });
  return new Promise((resolve) => {
    child.on('error', (cause) => resolve(failed(`a process that does not start (${cause.message})`)));
    child.on('close', (status, signal) => {
      clearTimeout(timer);
      const crashed = answer === undefined && signal !== null;
      answer ??= failed(`the end of the process (${signal ?? `status ${status}`}) while running it`);
      const [out = [], err = []] = answer.kind === 'code' ? [] : printed;
      process.stdout.write(Buffer.concat(out));
      // Of a crash, these are the engine's own words.
      if (!crashed) process.stderr.write(Buffer.concat(err));
      resolve(answer);
    });
  });
}

/** Not what the module itself may send. */
const isAnswer = (message: unknown): message is ApartAnswer =>
  isRecord(message) &&
  ((message['kind'] === 'plain' && isRecord(message['environment'])) ||
    message['kind'] === 'code' ||
    (message['kind'] === 'failed' && isRecord(message['problem'])));
