import pc from 'picocolors';
import { crossCheck } from '../../certify/crossCheck.js';
import { certifyStructure } from '../../certify/structure/certifyStructure.js';
import { InputError } from '../../errors.js';
import { structureReportOf } from '../../report/documents/structureReport.js';
import { consoleText } from '../../report/formats/console.js';
import { structurePage } from '../../report/pages/certifyStructure.js';
import type { Call } from '../call.js';
import { faultMessage } from '../message.js';
import { asClassifier } from '../received.js';
import type { MatcherAnswer } from '../runner.js';

/** Whether the structure of a classifier's network proves scalar invariance. What is undecided fails either way. */
export function judgeStructure(call: Call, received: unknown): MatcherAnswer {
  try {
    const classifier = asClassifier(received);
    const certificate = certifyStructure(classifier);
    const said = consoleText(structurePage(structureReportOf(classifier.spec, crossCheck(certificate, undefined))), {
      colours: pc.createColors(false),
    });
    const message = `${call.head(classifier.spec.id)}\n\n${said}`;
    const pass = certificate.verdict === 'undecided' ? call.not : certificate.verdict === 'proved';
    return { pass, message: () => message };
  } catch (thrown) {
    if (!(thrown instanceof InputError)) throw thrown;
    return { pass: call.not, message: () => faultMessage(call, 'model', thrown.message) };
  }
}
