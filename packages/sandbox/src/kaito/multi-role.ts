import type {ApiObject} from '../api.ts'
import {conditionIs} from '../controllers/conditions.ts'
import {controlledBy} from '../controllers/ownership.ts'
import {isTerminating} from '../controllers/pod-facts.ts'
import {keyOf, ownerKey, reconciler, splitKey} from '../controllers/reconciler.ts'
import type {Controller, World} from '../controllers/world.ts'
import {no, type Told, withFinalizer, withoutFinalizer, writeStatus, yes} from './conditions.ts'
import type {Verdict} from './node/claims.ts'
import {operatorOf} from './operator.ts'
import {finalizer, kaito, label} from './resources.ts'

const source = 'multiroleinference-controller'

interface Role {
  readonly type: 'prefill' | 'decode'
  readonly replicas?: number
  readonly instanceType?: string
  readonly runtimeConfig?: string
}

/** One InferenceSet per role. The pool in front of them needs an endpoint picker, which the sandbox does not have. */
export const multiRoleController: Controller = (world) =>
  reconciler(world, {
    name: source,
    sources: [
      {resource: kaito.multiRoleInferences, keys: (object) => [keyOf(object)]},
      {resource: kaito.inferenceSets, keys: (object) => ownerKey(object, 'MultiRoleInference')},
    ],
    reconcile(key) {
      const {namespace, name} = splitKey(key)
      const found = world.api.get(kaito.multiRoleInferences, name, namespace)
      if (!found || !operatorOf(world.api).isOn('enableMultiRoleInferenceController')) return
      if (isTerminating(found)) {
        world.api.event(found, 'Normal', 'Deleted', 'MultiRoleInference deleted', source)
        return withoutFinalizer(world, kaito.multiRoleInferences, found, finalizer.multiRole)
      }
      const object = withFinalizer(world, kaito.multiRoleInferences, found, finalizer.multiRole)
      const roles: readonly Role[] = object.spec.roles ?? []
      for (const role of roles) bring(world, object, role)
      tell(world, object)
    },
  })

const childName = (object: ApiObject, type: Role['type']): string => `${object.metadata.name}-${type}`

function bring(world: World, object: ApiObject, role: Role): void {
  const {name, namespace, annotations = {}} = object.metadata
  const current = world.api.get(kaito.inferenceSets, childName(object, role.type), namespace)
  if (current) {
    if (role.replicas === undefined || current.spec.replicas === role.replicas) return
    world.api.patch(kaito.inferenceSets, current.metadata.name, namespace, {spec: {replicas: role.replicas}})
    return
  }
  const labels = {[label.multiRole]: name, [label.role]: role.type}
  const {model, labelSelector} = object.spec
  const secret = model.modelAccessSecret
  world.api.create(kaito.inferenceSets, {
    apiVersion: 'kaito.sh/v1beta1',
    kind: 'InferenceSet',
    metadata: {
      name: childName(object, role.type),
      ...(namespace === undefined ? {} : {namespace}),
      labels,
      ownerReferences: [controlledBy(object)],
    },
    spec: {
      replicas: role.replicas ?? 1,
      labelSelector: {...labelSelector, matchLabels: {...labelSelector?.matchLabels, ...labels}},
      template: {
        metadata: {annotations, labels},
        ...(role.instanceType ? {resource: {instanceType: role.instanceType}} : {}),
        inference: {
          preset: {name: model.name, ...(secret ? {presetOptions: {modelAccessSecret: secret}} : {})},
          ...(role.runtimeConfig ? {config: role.runtimeConfig} : {}),
        },
      },
    },
  })
}

function tell(world: World, object: ApiObject): void {
  const state = (type: Role['type'], title: string): Verdict => {
    const child = world.api.get(kaito.inferenceSets, childName(object, type), object.metadata.namespace)
    if (!child) return no(`${title}NotFound`, `InferenceSet ${childName(object, type)} not found`)
    const isReady = conditionIs(child['status']?.conditions, 'InferenceSetReady')
    return isReady
      ? yes(`${title}Ready`, '')
      : no(`${title}NotReady`, `InferenceSet ${child.metadata.name} is not ready`)
  }
  const roles: Told[] = [
    ['PrefillReady', state('prefill', 'Prefill')],
    ['DecodeReady', state('decode', 'Decode')],
  ]
  const pool = no('InferencePoolNotReady', 'the sandbox has no endpoint picker for an InferencePool')
  const told: Told[] = [...roles, ['InferencePoolReady', pool], ['Ready', no('NotReady', 'not every part is ready')]]
  writeStatus(world, kaito.multiRoleInferences, object, told, {observedGeneration: object.metadata.generation ?? 1})
}
