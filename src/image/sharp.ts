import sharp from 'sharp';

// Image files here are small: many at a time on one thread each are faster than one at a time on many.
sharp.concurrency(1);

export { sharp };
