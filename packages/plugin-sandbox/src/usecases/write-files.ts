import {OmeError} from '@ome/sdk/errors'
import type {WorkingFile, WorkingFolder} from '../domain/working-files.ts'

/** Writes the files of a scenario, and none of them when one would replace something else. */
export async function writeFiles(
  folder: WorkingFolder,
  files: readonly WorkingFile[],
  replace: boolean,
): Promise<void> {
  const conflicts = replace ? [] : await folder.conflicts(files)
  if (conflicts.length > 0) {
    throw new OmeError('conflict', `these files exist and are different: ${conflicts.join(', ')}`, [
      'choose an empty folder, or replace them with --force',
    ])
  }
  await folder.write(files)
}
