import {OmeError} from '@ome/sdk/errors'
import type {SandboxHost, SandboxRecord, StartRequest} from '../domain/sandbox.ts'

export interface Started {
  readonly record: SandboxRecord
  readonly wasRunning: boolean
}

const wishes = ['scenario', 'port', 'speed', 'seed', 'journal'] as const
type Wish = (typeof wishes)[number]

/** Starts the sandbox, or finds the one that already runs as the request says in what was `asked`. */
export async function startSandbox(
  host: SandboxHost,
  request: StartRequest,
  progress: (step: string) => void,
  asked: readonly string[] = wishes,
): Promise<Started> {
  const found = await host.inspect()
  if (found.state === 'running') return joined(found.record, request, asked)
  if (found.state === 'crashed') {
    progress(`the last sandbox (process ${found.record.pid}) ended without cleaning up: starting anew`)
    await host.clear()
  }
  return {record: await host.start(request, progress), wasRunning: false}
}

/** The sandbox that runs already and is what was asked for; undefined when there is none. */
export async function joinSandbox(
  host: SandboxHost,
  request: StartRequest,
  asked: readonly string[],
): Promise<SandboxRecord | undefined> {
  const found = await host.inspect()
  return found.state === 'running' ? joined(found.record, request, asked).record : undefined
}

function joined(record: SandboxRecord, request: StartRequest, asked: readonly string[]): Started {
  const port = Number(new URL(record.url).port)
  const running = {...record, port, journal: record.journal !== undefined}
  const wanted = {...request, port: request.port || port}
  const isWished = (name: Wish): boolean => name === 'scenario' || asked.includes(name)
  const differences = wishes
    .filter((name) => isWished(name) && running[name] !== wanted[name])
    .map((name) => `${name} ${running[name]}, not ${wanted[name]}`)
  if (differences.length === 0) return {record, wasRunning: true}
  throw new OmeError(
    'conflict',
    `a sandbox is already running (process ${record.pid}) with ${differences.join('; ')}`,
    ['stop it first: ome sandbox down', 'or give this one a data folder of its own: OME_DATA_DIR=DIR ome sandbox up'],
  )
}
