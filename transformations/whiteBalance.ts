import { transformation } from '../src/core.js';

/**
 * Another white balance: a gain for red and one for blue, as von Kries adapts to the colour of the light. Above 1 blue is divided by the strength (the picture
 * becomes warmer), below 1 red is multiplied by it (colder); green stays, and nothing gets brighter, so nothing is cut off. It needs colours.
 *
 * @example whiteBalance.unfit?.(row); // 'an image without colours has no white balance'
 */
export const whiteBalance = transformation({
  name: 'white-balance',
  strength: { means: 'the gain of red relative to that of blue', identity: 1, usual: [0.5, 2], scale: 'log' },
  composesWithScaling: true,
  source: 'Afifi and Brown, What Else Can Fool Deep Learning? Addressing Color Constancy Errors (2019)',
  unfit: ({ shape }) => (shape.channels === 3 ? undefined : 'an image without colours has no white balance'),
  change: (pixels, _, ratio) => {
    const gains = [Math.min(1, ratio), 1, Math.min(1, 1 / ratio)] as const;
    return pixels.map((value, i) => value * gains[i % 3]!);
  },
});
