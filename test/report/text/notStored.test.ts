import { expect, test } from '@jest/globals';
import { notStored, storeUnread, storeSaidOnce, unstoredAside } from '../../../src/report/text/notStored.js';

const full = 'kept: found no way to write there (ENOSPC: no space left on device); expected a folder to write to.';

test('what is wrong with a store is said once, for all that it is wrong for', () => {
  const notes = ['Images are made.', notStored('gamma', full), notStored('exposure', full), notStored('gamma', full)];
  const said = storeSaidOnce(notes);
  expect(said).toEqual(['Images are made.', `The counterexamples of gamma, exposure are not stored: ${full}`]);
  expect(unstoredAside(said)).toEqual(['not stored: gamma, exposure, as the notes say']);
});

test('one that can be neither read nor written has one note', () => {
  const why = 'kept: found a file; expected a folder of stored counterexamples.';
  const said = storeSaidOnce([storeUnread(why), notStored('gamma', full)]);
  expect(said).toEqual([`No stored cases are tried, and the counterexample of gamma is not stored: ${why}`]);
  expect(unstoredAside(said)).toEqual(['not stored: gamma, as the notes say']);
  expect(storeSaidOnce([storeUnread(why)])).toEqual([storeUnread(why)]);
});

test('other reasons are other notes', () => {
  const notes = [notStored('gamma', full), notStored('mine', 'the case is a function.')];
  expect(storeSaidOnce(notes)).toEqual(notes);
  expect(unstoredAside(notes)).toEqual(['not stored: gamma, mine, as the notes say']);
  expect(unstoredAside([])).toEqual([]);
});
