const { scalars } = require('conic');
const { test: conicTest } = require('conic/jest');

test('imported and not used', () => expect(typeof scalars).toBe('function'));
conicTest.prop([scalars()])('no model', (scalar) => scalar > 0);
