// What a property declares its own options with. `conic/core` has it as `options`.

export { filled } from './check.js';
export { resizeKernel } from './fit.js';
export { choice, flag, inCode, list, number, text, whole } from './kinds.js';
export { anyTolerance as tolerance } from './run.js';
export { settings as declare } from './setting.js';
export { strengthRange } from './strengths.js';
