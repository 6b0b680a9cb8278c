import { InputError } from '../../errors.js';
import { parseJson } from '../../files/json.js';
import { isRecord } from '../../settings/inWords.js';
import type { ServedPlace } from './place.js';

/** What every request says besides its question, and what of it nobody may read. */
export interface SecretHeaders {
  readonly headers: Readonly<Record<string, string>>;
  /** A text of the server's, without anything that was told to the server in confidence. */
  readonly hide: (text: string) => string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Headers from the environment, which is where secrets are: the token in `CONIC_TOKEN` is sent as `Authorization: Bearer …`, and
 * `CONIC_HEADERS` is a JSON object of headers by their names. A user and password in the URL are sent as well, and printed nowhere.
 *
 * @throws InputError if `CONIC_HEADERS` is something else; it is not quoted.
 */
export function secretHeaders(
  { login }: Pick<ServedPlace, 'login'>,
  environment: Environment = process.env,
): SecretHeaders {
  const { CONIC_TOKEN: token = '', CONIC_HEADERS: written = '' } = environment;
  const basic = login === undefined ? undefined : Buffer.from(login).toString('base64');
  const headers = {
    ...(basic === undefined ? {} : { authorization: `Basic ${basic}` }),
    ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
    ...(written === '' ? {} : headersIn(written)),
  };
  for (const value of Object.values(headers))
    if (/[^\t\x20-\x7e\x80-\xff]/.test(value))
      throw new InputError({
        where: token.length > 0 && value === `Bearer ${token}` ? 'CONIC_TOKEN' : 'CONIC_HEADERS',
        found: 'a line break or another character that no header may have',
        expected: 'one line',
      });
  // The longest first: a password may be part of a header.
  const secrets = [...Object.values(headers), token, basic, login, login?.slice(login.indexOf(':') + 1)]
    .filter((secret) => secret !== undefined && secret.length >= shortestSecret)
    .toSorted((a, b) => b!.length - a!.length);
  return {
    headers,
    hide: (text) => secrets.reduce<string>((hidden, secret) => hidden.replaceAll(secret!, '…'), text),
  };
}

/** What is shorter stands in half of all texts, and is no secret. */
const shortestSecret = 3;

function headersIn(written: string): Record<string, string> {
  const fault = (found: string): InputError =>
    new InputError({
      where: 'CONIC_HEADERS',
      found,
      expected: 'a JSON object of headers, such as {"X-Api-Key": "…"}',
    });
  let value: unknown;
  try {
    value = parseJson(written);
  } catch {
    throw fault('no JSON, or a name written twice');
  }
  if (!isRecord(value) || Array.isArray(value)) throw fault('JSON that is no object');
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => {
      if (typeof each !== 'string' || !/^[\w!#$%&'*+.^`|~-]+$/.test(name))
        throw fault('a name or a value that no header has');
      return [name.toLowerCase(), each];
    }),
  );
}
