import {OmeError} from '@ome/sdk/errors'
import type {SandboxHost, SandboxRecord, StartRequest} from '../domain/sandbox.ts'

export interface Started {
  readonly record: SandboxRecord
  readonly wasRunning: boolean
}

/** Starts the sandbox, or finds the one that already runs with the same scenario. */
export async function startSandbox(
  host: SandboxHost,
  request: StartRequest,
  progress: (step: string) => void,
): Promise<Started> {
  const found = await host.inspect()
  if (found.state === 'running') return joined(found.record, request)
  if (found.state === 'crashed') {
    progress(`the last sandbox (process ${found.record.pid}) ended without cleaning up: starting anew`)
    await host.clear()
  }
  return {record: await host.start(request, progress), wasRunning: false}
}

function joined(record: SandboxRecord, request: StartRequest): Started {
  if (record.scenario === request.scenario) return {record, wasRunning: true}
  throw new OmeError(
    'conflict',
    `a sandbox with the scenario "${record.scenario}" is already running (process ${record.pid})`,
    ['stop it first: ome sandbox down', 'or give this one a data folder of its own: OME_DATA_DIR=DIR ome sandbox up'],
  )
}
