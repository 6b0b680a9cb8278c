/** The type of conic's own warnings: the command says them in its own words. */
export const foundWarning = 'ConicFound';

/** Says what an earlier run has left and what was done about it, by Node's own way for warnings. */
export const sayFound = (what: string): void => process.emitWarning(what, { type: foundWarning });
