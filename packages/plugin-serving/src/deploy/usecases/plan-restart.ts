import type {Service} from '@ome/inference-model/service'
import type {ServiceStore} from '@ome/inference-model/service-store'
import {OmeError} from '@ome/sdk/errors'
import type {Plan} from '@ome/sdk/plan'
import {type ChooseServices, chooseServices} from '../../usecases/choose-services.ts'
import type {ServiceWriter} from '../domain/deployment.ts'

export interface PlanRestart extends ChooseServices {
  readonly now: Date
}

interface Ports {
  readonly services: ServiceStore
  readonly writer: ServiceWriter
}

/** Annotation of pods whose change makes a Deployment replace them, one after the other; kubectl writes the same. */
const restartedAt = 'kubectl.kubernetes.io/restartedAt'

/** Replaces the pods of services as a rollout does. What is stopped has none and is left out. */
export async function planRestart(
  {services, writer}: Ports,
  ask: PlanRestart,
): Promise<Plan & {readonly services: readonly Service[]}> {
  const chosen = await chooseServices(services, 'restart', ask)
  const asleep = chosen.filter(({status}) => status === 'Stopped')
  const others = chosen.filter(({status}) => status !== 'Stopped')
  const native = others.filter(isNative)
  const [first] = native
  if (first && ask.names.length > 0) throw unheeded(first)
  const awake = others.filter((service) => !isNative(service))
  const notes = [
    ...asleep.map(({name}) => `service "${name}" is stopped: there is nothing to restart`),
    ...native.map(({name}) => `service "${name}" is left out: OME makes no new revision for a restart`),
  ]
  const at = `${ask.now.toISOString().slice(0, 19)}Z`
  const changes = awake.map((service) => {
    const edits = service.components.map(({name}) => ({at: ['spec', name, 'annotations', restartedAt], to: at}))
    const pods = service.pods.length
    const reason = `${pods} ${pods === 1 ? 'pod is' : 'pods are'} replaced`
    return writer.edit(service, edits, {action: 'restart', reason})
  })
  const question = `Restart ${awake.length === 1 ? 'this service' : `these ${awake.length} services`}?`
  return {changes, notes, services: awake, ...(ask.names.length === 0 && awake.length > 0 ? {asks: question} : {})}
}

const isNative = ({components}: Service): boolean =>
  components.some(({workload}) => workload?.kind === 'InferenceReplica')

const unheeded = ({name, namespace}: Service): OmeError =>
  new OmeError(
    'failed',
    `service "${name}" cannot be restarted: OME runs its instances itself, and the mark of a restart makes no new revision of them`,
    [
      'a changed variable does, and is rolled out as the service plans it:',
      `ome update service ${name} -n ${namespace} --set env.RESTARTED_AT=now`,
    ],
  )
