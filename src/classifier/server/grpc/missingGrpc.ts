import type { Problem } from '../../../errors.js';
import { inOneLine } from '../requestFailure.js';

/** What to do where @grpc/grpc-js does not load. */
export const missingGrpc = (where: string, message: string): Problem =>
  /cannot find (package|module).*@grpc\/grpc-js/is.test(message)
    ? {
        where,
        found: 'a model to be asked over gRPC, and no @grpc/grpc-js',
        expected: 'that package beside conic',
        remedy: 'Run `npm install @grpc/grpc-js`, or ask over HTTP: oip+http://…',
      }
    : {
        where,
        found: `a @grpc/grpc-js that does not load (${inOneLine(message)})`,
        expected: 'one that does',
        remedy: 'Install it again with `npm install @grpc/grpc-js`.',
      };
