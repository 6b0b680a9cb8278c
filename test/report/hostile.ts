import { gateSchema, type GateReport } from '../../src/gate/report/schema.js';
import { smallReport } from '../gate/reports.js';

/** Text that somebody may have put into a label to see what happens. */
export const hostile = [
  '<img src=x onerror=alert(1)>',
  '"><script>alert(1)</script>',
  "' onload='alert(1)",
  '</script><script>alert(1)</script>',
  '</style><script>alert(1)</script>',
  'a|b|c',
  '`code` ``` **bold** _it_ [x](https://example.org) ![y](z) @somebody #1 $x$',
  'line\nbreak\r\n# heading\n\n| a | b |',
  ']]> and ]]> again',
  '\u0000\u0007\u001b[31mred\u001b[0m\u009b2J\u007f',
  '\u202egnp.exe\u2066',
  '\ud800 half \udfff',
  '\uffff\ufffe',
  '&amp; &lt;',
  '{{constructor}} ${x} %s',
  '',
  ' ',
  '数字 שלום 👩‍👩‍👧',
  '-->',
  '__proto__',
  '::set-output name=a::b',
  ' ::error::x',
  '##[command]x ##vso[task.setvariable variable=a]b ##teamcity[x]',
] as const;

/** Fields of which the schema allows only certain words. */
const fixed = ['schema', 'verdict', 'as', 'better', 'severity', 'outcome', 'scores'];

/** A report in which every text is this one. */
export function reportOfText(text: string): GateReport {
  const changed: unknown = JSON.parse(JSON.stringify(smallReport()), (key, value: unknown) =>
    typeof value === 'string' && !fixed.includes(key) ? text : value,
  );
  return gateSchema.parse(changed);
}
