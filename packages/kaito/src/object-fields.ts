import {nearest} from '@ome/sdk/nearest'
import type {KaitoNoun} from './kaito-nouns.ts'

/** Fields below a field; `free` has whatever Kubernetes has there, `leaf` has none. */
type Fields = 'free' | 'leaf' | {readonly [field: string]: Fields}

const leaves = <Name extends string>(...names: readonly Name[]): Readonly<Record<string, Fields>> =>
  Object.fromEntries(names.map((name) => [name, 'leaf']))

const resource: Fields = {
  ...leaves('count', 'instanceType'),
  preferredNodes: 'free',
  labelSelector: 'free',
  partition: leaves('mode', 'profile', 'count'),
}
const preset: Fields = {
  ...leaves('name', 'accessMode'),
  presetOptions: {...leaves('image', 'modelAccessSecret'), imagePullSecrets: 'free'},
}
const inference: Fields = {preset, template: 'free', config: 'leaf', adapters: 'free'}

/** Fields of KAITO's objects, without status. Source: KAITO v0.12.0 `api/v1beta1/*_types.go`. */
const fieldsOf: Readonly<Record<KaitoNoun, Readonly<Record<string, Fields>>>> = {
  workspace: {
    resource,
    inference,
    tuning: {
      preset,
      ...leaves('method', 'config'),
      input: {...leaves('name', 'image'), urls: 'free', imagePullSecrets: 'free', volumeSource: 'free'},
      output: {...leaves('image', 'imagePushSecret'), volumeSource: 'free'},
    },
  },
  inferenceset: {
    spec: {
      ...leaves('replicas', 'nodeCountLimit'),
      labelSelector: 'free',
      template: {metadata: 'free', resource, inference},
      updateStrategy: 'free',
      autoUpgrade: {...leaves('enabled', 'strategy'), maintenanceWindow: leaves('schedule', 'duration')},
    },
  },
  ragengine: {
    spec: {
      compute: resource,
      storage: {
        persistentVolume: leaves('persistentVolumeClaim', 'mountPath'),
        vectorDB: leaves('engine', 'url', 'accessSecret'),
      },
      embedding: {
        remote: leaves('url', 'accessSecret'),
        local: leaves('image', 'modelID', 'imagePullSecret', 'modelAccessSecret'),
      },
      inferenceService: leaves('url', 'accessSecret', 'contextWindowSize'),
      guardrails: {enabled: 'leaf', configMapRef: leaves('name')},
    },
  },
}

/** The part of a path that KAITO does not have, with the nearest that it has in that place. */
export interface UnknownField {
  /** Up to the step that is not there. */
  readonly path: readonly string[]
  /** The same with the field that was most likely meant. */
  readonly near?: readonly string[]
  /** Fields that are there; empty below a field without any. */
  readonly known: readonly string[]
}

/** The first step of a path that an object of this noun does not have; undefined when it has them all. */
export function unknownField(noun: KaitoNoun, path: readonly string[]): UnknownField | undefined {
  let fields: Fields = {...fieldsOf[noun], metadata: 'free'}
  for (const [index, step] of path.entries()) {
    if (fields === 'free') return undefined
    const here: Fields = fields
    const known: readonly string[] = here === 'leaf' ? [] : Object.keys(here)
    const next: Fields | undefined = here !== 'leaf' && Object.hasOwn(here, step) ? here[step] : undefined
    if (next === undefined) {
      const near = nearest(step, known)
      const before = path.slice(0, index)
      return {
        path: [...before, step],
        known,
        ...(near !== undefined && {near: [...before, near, ...path.slice(index + 1)]}),
      }
    }
    fields = next
  }
  return undefined
}
