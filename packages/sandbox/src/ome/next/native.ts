import {isDeepStrictEqual} from 'node:util'
import type {ApiObject} from '../../api.ts'
import {services} from '../../controllers/resources.ts'
import type {World} from '../../controllers/world.ts'
import type {ApplyChild} from '../apply.ts'
import {type ChildInput, childMeta} from '../child-input.ts'
import {componentName, serviceName} from '../names.ts'
import {servicePorts} from '../pod.ts'
import {inferenceReplicas, inferenceServices} from '../resources.ts'
import {instanceOf, recordRevision, revisionHash} from './revisions.ts'
import {groupOf, nextStep, type Phase, type RolloutState} from './rollout.ts'

/** A component whose instances the controller keeps itself, and where its rollout stands. */
export interface Rolled {
  readonly replica: ApiObject
  readonly state: RolloutState
}

/** Makes the InferenceReplica of a component, its Services and revisions, and takes the rollout one step on. */
export function applyReplica(
  world: World,
  apply: ApplyChild,
  input: ChildInput,
  again: (time: number) => void,
): Rolled {
  const {service, component} = input
  const {name, namespace} = service.metadata
  const own = componentName(name, component)
  const instance = instanceOf(input)
  const wanted = revisionHash(instance)
  recordRevision(world, input, wanted, instance)
  const live = world.api.get(inferenceReplicas, own, namespace)
  const before = live ? stateOf(service, component, live) : first(world, wanted)
  const replicas = replicasOf(input, live)
  const step = nextStep(before, {
    now: world.clock.now(),
    wanted,
    replicas,
    ...counted(live),
    annotations: service.metadata.annotations ?? {},
    group: groupOf(service, component),
  })
  if (step.again !== undefined) again(step.again)
  const spec = replicaSpec(input, step.state, step.canaryReplicas, replicas)
  const replica = write(world, input, own, spec, live)
  apply(services, headless(input, own))
  if (step.consumed.length > 0) {
    const annotations = Object.fromEntries(step.consumed.map((key) => [key, null]))
    world.api.patch(inferenceServices, name, namespace, {metadata: {annotations}})
  }
  return {replica, state: step.state}
}

/** What the replica counts, once it has seen its newest spec. */
function counted(live: ApiObject | undefined): {updatedReady: number; ready: number} {
  const {observedGeneration, updatedReadyReplicas = 0, readyReplicas = 0} = live?.['status'] ?? {}
  if (observedGeneration !== live?.metadata.generation) return {updatedReady: 0, ready: 0}
  return {updatedReady: updatedReadyReplicas, ready: readyReplicas}
}

const first = (world: World, wanted: string): RolloutState => ({
  phase: 'Pending',
  stable: wanted,
  step: 0,
  entered: world.clock.now(),
})

const phases: readonly Phase[] = [
  'Stable',
  'Canarying',
  'Pending',
  'Paused',
  'Promoting',
  'RollingBack',
  'RolledBack',
  'Failed',
]

/** What the status of the service remembers of a rollout. */
function stateOf(service: ApiObject, component: string, live: ApiObject): RolloutState {
  const status = service['status']?.components?.[component] ?? {}
  const {canaryRevisionHash, currentStep, stepEnteredTime, rolledBackRevisionHash} = status.canary ?? {}
  const previous = String(status.previousRolledoutRevision ?? '').split('-rev-')[1]
  return {
    phase: phases.find((phase) => phase === status.rolloutPhase) ?? 'Pending',
    stable: live['spec'].revisionHash,
    step: currentStep ?? 0,
    entered: Date.parse(stepEnteredTime ?? live.metadata.creationTimestamp ?? ''),
    ...(canaryRevisionHash ? {canary: canaryRevisionHash} : {}),
    ...(rolledBackRevisionHash ? {rolledBack: rolledBackRevisionHash} : {}),
    ...(previous ? {previous} : {}),
  }
}

/** The autoscaler's count, held within the bounds. */
function replicasOf({merged}: ChildInput, live: ApiObject | undefined): number {
  const least = Number(merged.settings['minReplicas'] ?? 1)
  const most = Math.max(least, Number(merged.settings['maxReplicas'] ?? least))
  return Math.min(most, Math.max(least, Number(live?.['spec'].replicas ?? least)))
}

function replicaSpec(
  {service, component, merged}: ChildInput,
  state: RolloutState,
  canaryReplicas: number,
  replicas: number,
): Record<string, unknown> {
  const group = groupOf(service, component)
  return {
    component,
    inferenceService: service.metadata.name,
    replicas,
    revisionHash: state.stable,
    worker: {size: merged.worker?.size ?? 0},
    rollingUpdate: group?.['rollingUpdate'] ?? {maxSurge: '25%', maxUnavailable: '25%'},
    canary: state.canary && canaryReplicas > 0 ? {revisionHash: state.canary, replicas: canaryReplicas} : null,
    pauseMode: service.metadata.annotations?.['ome.io/rollout-paused'] === 'freeze' ? 'Freeze' : null,
  }
}

const isSame = (live: ApiObject, spec: Record<string, unknown>): boolean =>
  Object.entries(spec).every(([key, value]) => isDeepStrictEqual(live['spec'][key] ?? null, value))

function write(
  world: World,
  input: ChildInput,
  name: string,
  spec: Record<string, unknown>,
  live: ApiObject | undefined,
): ApiObject {
  const {namespace} = input.service.metadata
  const metadata = childMeta(input, name)
  const annotations = {...metadata.annotations, 'ome.io/controller-write': 'true'}
  if (live && isSame(live, spec)) return live
  if (live) {
    const changed = world.api.patch(inferenceReplicas, name, namespace, {
      metadata: {annotations: {'ome.io/controller-write': 'true'}},
      spec,
    })
    return released(world, changed)
  }
  const set = Object.fromEntries(Object.entries(spec).filter(([, value]) => value !== null))
  const made = world.api.create(inferenceReplicas, {
    apiVersion: 'ome.io/v1beta1',
    kind: 'InferenceReplica',
    metadata: {...metadata, annotations},
    spec: set,
  })
  return released(world, made)
}

/** The mark by which the webhook knows the controller does not stay: with it, anybody could write. */
const released = (world: World, {metadata: {name, namespace}}: ApiObject): ApiObject =>
  world.api.patch(inferenceReplicas, name, namespace, {metadata: {annotations: {'ome.io/controller-write': null}}})

const headless = (input: ChildInput, own: string): ApiObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: childMeta(input, serviceName(`${own}-headless`)),
  spec: {
    clusterIP: 'None',
    selector: {'ome.io/inferenceservice': input.service.metadata.name, component: input.component},
    ports: servicePorts(input.merged),
  },
})
