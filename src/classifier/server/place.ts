import { InputError } from '../../errors.js';
import { withoutSecrets } from '../source.js';

/** Where a served model is: the server, the model by its name, and which version of it where that was told. */
export interface ServedPlace {
  readonly protocol: 'http' | 'grpc';
  readonly secure: boolean;
  readonly host: string;
  readonly port: number;
  /** What stands before `/v2`, behind a gateway; else empty. */
  readonly base: string;
  readonly model: string;
  readonly version: string | undefined;
  /** `user:password`, where the URL has them. */
  readonly login: string | undefined;
  /** The URL as it may be printed. */
  readonly shown: string;
}

const form = /^oip\+(http|grpc)(s?):\/\//i;
const expected = 'oip+http://HOST:PORT/v2/models/NAME, with /versions/VERSION behind it where there are several';

/**
 * What a URL of a served model says.
 *
 * @throws InputError if it names no model, or has a query.
 * @example placeIn('oip+http://localhost:8000/v2/models/lenet').model; // 'lenet'
 */
export function placeIn(text: string): ServedPlace {
  const shown = withoutSecrets(text);
  const [scheme = '', protocol = '', isSecure = ''] = form.exec(text) ?? [];
  const secure = isSecure !== '';
  const rest = text.slice(scheme.length);
  if (!URL.canParse(`http://${rest}`)) throw new InputError({ where: shown, found: 'no URL', expected });
  const { hostname, port, username, password, pathname, search, hash } = new URL(`http://${rest}`);
  if (search !== '' || hash !== '')
    throw new InputError({
      where: shown,
      found: 'a query',
      expected: 'none',
      remedy: 'What is secret goes into the environment variables CONIC_TOKEN or CONIC_HEADERS.',
    });
  const path = /^(?<base>.*)\/v2\/models\/(?<model>[^/]+)(?:\/versions\/(?<version>[^/]+))?\/?$/.exec(pathname)?.groups;
  const [base = '', model, version] = [path?.['base'], path?.['model'], path?.['version']];
  if (model === undefined || (protocol.toLowerCase() === 'grpc' && base !== ''))
    throw new InputError({ where: shown, found: `the path ${pathname}`, expected });
  return {
    protocol: protocol.toLowerCase() === 'grpc' ? 'grpc' : 'http',
    secure,
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    // Parsed as a URL of http, which leaves out the port 80.
    port: port === '' ? (secure && !/:80(?:\/|$)/.test(rest) ? 443 : 80) : Number(port),
    base,
    model: decodeURIComponent(model),
    version: version === undefined ? undefined : decodeURIComponent(version),
    login:
      username === '' && password === ''
        ? undefined
        : `${decodeURIComponent(username)}:${decodeURIComponent(password)}`,
    shown,
  };
}
