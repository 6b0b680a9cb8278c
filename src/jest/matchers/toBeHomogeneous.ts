import { CallSite } from '../callSite.js';
import { askCertificate } from './askCertificate.js';
import type { Matcher, MatcherBench } from './matcher.js';

declare module './matcher.js' {
  interface ConicMatchers {
    /**
     * The network's graph proves scalar invariance for every image; where it does not, the failure names the nodes to blame. A
     * network that cannot be read, or has operations without a rule, fails with `.not` as well. Nothing is run.
     *
     * @example await expect(model).toBeHomogeneous();
     */
    toBeHomogeneous(): Promise<void>;
  }
}

export const toBeHomogeneous = (bench: MatcherBench): Matcher<[]> =>
  function matches(received) {
    const question = {
      matcher: 'toBeHomogeneous',
      isNot: this.isNot === true,
      site: new CallSite(matches),
      options: {},
    };
    return askCertificate(bench, question, async (call) =>
      (await import('./homogeneous.js')).judgeStructure(call, received),
    );
  };
