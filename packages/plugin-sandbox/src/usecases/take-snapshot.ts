import {OmeError} from '@ome/sdk/errors'
import type {SandboxControl} from '../domain/control.ts'
import type {PrivateFile} from '../domain/private-file.ts'

/** Writes a snapshot. Throws `conflict` when the file is there and may not be replaced. */
export async function takeSnapshot(control: SandboxControl, file: PrivateFile, replace: boolean): Promise<void> {
  if (!replace && (await file.exists()))
    throw new OmeError('conflict', `${file.path} exists`, ['choose another name, or replace it with --force'])
  await file.write(await control.snapshot())
}
