import {OmeError} from '@ome/sdk/errors'
import type {SandboxControl} from '../domain/control.ts'

/** Ends one fault, or all; returns the ids of those that ended. */
export async function healFaults(
  control: SandboxControl,
  id: string | undefined,
  all: boolean,
): Promise<readonly string[]> {
  if ((id === undefined) === !all) {
    throw new OmeError('usage', all ? 'give either an id or --all' : 'which fault?', [
      'list them: ome sandbox faults',
      'end all: ome sandbox heal --all',
    ])
  }
  const ids = id === undefined ? (await control.faults()).map((fault) => fault.id) : [id]
  for (const one of ids) await control.heal(one)
  return ids
}
