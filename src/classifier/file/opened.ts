import type { Classifier } from '../classifier.js';

/** Models from files whose workers are alive. */
const opened = new Set<Classifier>();

/** The same classifier, known until it is disposed of. */
export function rememberOpened(classifier: Classifier): Classifier {
  const remembered: Classifier = {
    ...classifier,
    dispose: () => {
      opened.delete(remembered);
      return classifier.dispose();
    },
  };
  opened.add(remembered);
  return remembered;
}

/** Disposes of every model that was opened from a file and is still open: test files do not have to. */
export async function disposeOpened(): Promise<void> {
  await Promise.all([...opened].map((classifier) => classifier.dispose()));
}
