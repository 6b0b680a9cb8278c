import { any } from '../../network/degree/degree.js';
import { each, type Rule, type Rules } from './operation.js';

/** A graph within the graph, which may read anything around it. */
const nested: Rule = ({ node }) => ({
  form: any,
  flaw: {
    kind: 'unknown',
    what: `${node.operation}, a graph of its own that conic does not look into`,
    remedy: 'Export the model without branches and loops.',
  },
});

const random: Rule = () => ({
  form: any,
  flaw: { kind: 'random', what: 'random numbers', remedy: 'Export the model for inference.' },
});

export const control: Rules = {
  ...each('If Loop Scan SequenceMap', nested),
  ...each('RandomNormal RandomNormalLike RandomUniform RandomUniformLike Bernoulli Multinomial', random),
};
