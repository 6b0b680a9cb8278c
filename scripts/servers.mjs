// Installs the servers of other people that conic's tests ask: `npm run servers`. MLServer and KServe's Python server, from PyPI,
// with onnxruntime for what they serve, into an environment of their own beside the packages of Node.
import { pythonEnvironment, Stop } from './pythonEnvironment.mjs';

const say = (line) => console.log(`servers: ${line}`);

try {
  say(
    pythonEnvironment('servers', 'test/classifier/server/python/requirements.txt', () =>
      say('installing MLServer and KServe from PyPI (560 MB on disk; some minutes)'),
    ),
  );
} catch (error) {
  if (!(error instanceof Stop)) throw error;
  console.error(`servers: stopped: ${error.message}`);
  process.exitCode = 1;
}
