import { expect, test } from '@jest/globals';
import { terminalText, withoutCommands } from '../../../src/report/text/terminalText.js';

test.each([
  ['a\n b', 'a\n b'],
  ['\u001b[31mred\u0007', '␛[31mred␇'],
  ['x\r\ny\rz', 'x\ny␍z'],
  ['\u202eabc', '\ufffdabc'],
])('%j is printed as %j', (text, printed) => expect(terminalText(text)).toBe(printed));

test.each([
  '::set-output name=a::b',
  '  ::error::x',
  '\u001b[1m::add-mask::x',
  'a ##[command]x',
  '##vso[x]',
  '##TeamCity[x]',
])('%j is no command to a build server', (line) => {
  const said = withoutCommands(`before\n${line}\nafter`);
  // oxlint-disable-next-line no-control-regex
  expect(said.replaceAll(/\u001b\[\d+m/g, '')).not.toMatch(/^\s*::|##(\[|vso\[|teamcity\[)/im);
  expect(said.replaceAll('\u200b', '')).toBe(`before\n${line}\nafter`);
});

test('what is none stays as it is', () => expect(withoutCommands('a::b\n# [x]')).toBe('a::b\n# [x]'));
