import { number, text, whole } from './kinds.js';
import { settings } from './setting.js';

/** What can be told of a model behind a server; those of other kinds have no use for it. Headers and tokens are told by the environment alone. */
export const serverSettings = settings({
  /** Requests that are under way at once. Default 4. */
  inFlight: { kind: whole(1, 256), help: 'behind a server: requests under way at once', default: 4 },
  /** How often a request is made again that found the server busy or away. Default 5. */
  retries: {
    kind: number('a whole number from 0 to 100', { from: 0, to: 100, whole: true }),
    help: 'behind a server: how often a busy or missing one is asked again',
    default: 5,
  },
  /** A file with the certificates (PEM) of the authority that vouches for the server. Default: those that Node trusts. */
  ca: {
    kind: text,
    help: 'behind a server: a file with the certificates (PEM) of its private authority',
    usually: 'those that Node trusts',
    placeholder: 'file',
  },
});
