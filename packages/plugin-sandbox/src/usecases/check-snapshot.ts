import {OmeError} from '@ome/sdk/errors'
import type {SnapshotFile} from '../domain/private-file.ts'
import type {SandboxHost} from '../domain/sandbox.ts'

/** Makes sure that a file can be restored, before anything that runs is given up for it. */
export async function checkSnapshot(host: SandboxHost, file: SnapshotFile): Promise<void> {
  const scenario = await file.scenario()
  if ((await host.scenarios()).some(({name}) => name === scenario)) return
  throw new OmeError('failed', `the snapshot is of scenario "${scenario}", which this version does not have`)
}
