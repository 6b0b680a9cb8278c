const { scalars } = require('conic');
const { test } = require('conic/jest');

test.only.prop([scalars()], { seed: 4 })('alone', (scalar) => scalar > 0);
test.prop([scalars()], { seed: 4 })('left out', () => false);
