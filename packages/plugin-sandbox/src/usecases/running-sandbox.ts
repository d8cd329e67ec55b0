import {OmeError} from '@ome/sdk/errors'
import type {SandboxHost, SandboxRecord} from '../domain/sandbox.ts'

/** The sandbox that runs. Throws `not-found` when there is none. */
export async function runningSandbox(host: SandboxHost): Promise<SandboxRecord> {
  const found = await host.inspect()
  if (found.state === 'running') return found.record
  const message =
    found.state === 'crashed'
      ? `the sandbox is gone: its process ${found.record.pid} ended without cleaning up`
      : 'no sandbox is running'
  const log = found.state === 'crashed' ? [`its log is ${found.record.log}`] : []
  throw new OmeError('not-found', message, ['start one: ome sandbox up', ...log])
}
