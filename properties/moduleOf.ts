/**
 * The address of the module that makes a property of the catalogue, for threads that make it again. When conic is built, modules are
 * gathered into few files; this one stays where it is, and knows where the others are found by their names.
 *
 * @param file in this folder.
 * @example moduleOf('scalarInvariance.js')
 */
export const moduleOf = (file: string): string => new URL(file, import.meta.url).href;
