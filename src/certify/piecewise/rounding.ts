/** Half the distance from 1 to the next float64: the largest relative error of one rounded operation. */
export const unit = 2 ** -53;

/** Far below anything that counts, and far above what underflow can lose. */
export const tiny = 1e-250;
