/**
 * Where a file of conic's own lies that is run or read by its name, as the script of a worker thread is. The built ES modules are
 * gathered into few files (`scripts/bundle.mjs`), so that no other module knows where it lies itself: this one stays where it is.
 *
 * @param path as seen from the folder of `src/`, in the built package.
 * @example ownFile('src/classifier/onnx/worker.js')
 */
export const ownFile = (path: string): URL => new URL(`../${path}`, import.meta.url);
