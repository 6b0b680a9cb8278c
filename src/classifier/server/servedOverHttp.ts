import type { Opener } from '../opener.js';

/** A model behind a server of the Open Inference Protocol, over HTTP: KServe, Triton, MLServer. */
export const servedOverHttp: Opener = {
  opens: 'oip+http://HOST:PORT/v2/models/NAME (or oip+https)',
  matches: (source) => source.kind === 'url' && /^oip\+https?$/.test(source.scheme),
  open: async (place, options) => (await import('./openServed.js')).openServed(place, options),
};
