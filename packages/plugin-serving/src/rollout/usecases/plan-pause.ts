import type {Mode} from '@ome/inference-model/deploy/mode'
import type {DeployWorld} from '@ome/inference-model/deploy/request'
import {getService} from '@ome/inference-model/get-service'
import type {ServiceStore} from '@ome/inference-model/service-store'
import {OmeError} from '@ome/sdk/errors'
import type {Plan} from '@ome/sdk/plan'
import type {ServiceWriter} from '../../deploy/domain/deployment.ts'
import type {Dialect} from '../../deploy/domain/dialect.ts'

const paused = ['metadata', 'annotations', 'ome.io/rollout-paused'] as const

/** Why a mode cannot hold a rollout, and what stops it there. */
const reasons: Readonly<Partial<Record<Mode, string>>> = {
  RawDeployment: 'it runs as a Deployment, and OME takes a pause of that back at its next look',
  MultiNode: 'it runs as a LeaderWorkerSet, which knows no pause',
  Serverless: 'Knative knows no pause; the share of its newest revision can be held',
  VirtualDeployment: 'nothing runs for it',
}

/** Holds a rollout where it is, or lets it go on; only instances that OME runs itself can be held. */
export async function planPause(
  {
    services,
    world,
    writer,
    dialect,
  }: {
    readonly services: ServiceStore
    readonly world: Pick<DeployWorld, 'existing'>
    readonly writer: ServiceWriter
    readonly dialect: Dialect
  },
  ask: {readonly name: string; readonly namespace: string; readonly resume: boolean},
): Promise<Plan> {
  const {name, namespace, resume} = ask
  const service = await getService(services, ask)
  const existing = await world.existing(namespace, name)
  if (!existing) throw new OmeError('not-found', `service "${name}" not found in namespace "${namespace}"`)
  const workload = service.components.find((component) => component.name === 'engine')?.workload?.kind
  const mode = dialect.modeOf(existing, workload)
  const of = `service ${name} -n ${namespace}`
  if (mode !== 'OMENative') {
    throw new OmeError(
      'failed',
      `the rollout of service "${name}" cannot be ${resume ? 'resumed' : 'paused'}: ${reasons[mode] ?? mode}`,
      [
        `a canary stands still at its share: ome deploy MODEL --name ${name} -n ${namespace} --canary --traffic-split "prev:90,canary:10"`,
        `go back instead: ome rollout undo ${of}`,
      ],
    )
  }
  const from = existing.field(paused)
  const to = resume ? null : 'true'
  const object = {kind: 'inferenceservice', name, namespace}
  if ((from ?? null) === to) return {changes: [{action: 'unchanged', object}]}
  const reason = resume ? 'the rollout goes on' : 'the rollout stays where it is; replicas that fail are still replaced'
  const next = resume ? [] : [`go on: ome rollout resume ${of}`]
  return {
    changes: [writer.edit({name, namespace}, [{at: [...paused], from, to}], {action: 'update', reason})],
    notes: next,
  }
}
