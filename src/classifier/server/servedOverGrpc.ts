import type { Opener } from '../opener.js';

/** A model behind a server of the Open Inference Protocol, over gRPC; @grpc/grpc-js speaks to it. */
export const servedOverGrpc: Opener = {
  opens: 'oip+grpc://HOST:PORT/v2/models/NAME (or oip+grpcs)',
  matches: (source) => source.kind === 'url' && /^oip\+grpcs?$/.test(source.scheme),
  open: async (place, options) => (await import('./openServed.js')).openServed(place, options),
};
