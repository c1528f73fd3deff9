import { expect, it } from 'vitest';
import { driverFilesHint } from './driver-files.ts';

it('names the variable that hides the installed drivers, and the file that is not there', () => {
  expect(driverFilesHint({})).toBe('');
  expect(driverFilesHint({ VK_ICD_FILENAMES: '/nowhere/icd.json' })).toBe(
    ' VK_ICD_FILENAMES lets the loader look only at /nowhere/icd.json; /nowhere/icd.json is not there. Unset it to use the installed drivers.',
  );
  // The newer name wins, and a file that exists may still have no driver behind it.
  const both = { VK_DRIVER_FILES: import.meta.filename, VK_ICD_FILENAMES: '/nowhere/icd.json' };
  expect(driverFilesHint(both)).toBe(
    ` VK_DRIVER_FILES lets the loader look only at ${import.meta.filename}. Unset it to use the installed drivers.`,
  );
});
