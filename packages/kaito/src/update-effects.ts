import type {KaitoNoun} from './kaito-nouns.ts'

/** What a change of a field does to what runs. */
export type UpdateEffect =
  | 'takes effect'
  | 'needs recreate'
  | 'next restart'
  | 'new replicas only'
  | 'ignored'
  | 'refused'

export interface FieldEffect {
  readonly effect: UpdateEffect
  readonly why: string
}

/** What the effect of a change depends on. */
export interface EffectScene {
  readonly noun: KaitoNoun
  readonly task: 'inference' | 'tuning'
  /** The engine was started with adapters, so that it has the switch for them. */
  readonly startedWithAdapters: boolean
  /** The engine was started with a config file. */
  readonly startedWithConfig: boolean
  /** It runs already; before that nothing has been fixed but what admission keeps. */
  readonly isRunning: boolean
}

const effect = (name: UpdateEffect, why: string): FieldEffect => ({effect: name, why})

const children = 'replicas that run keep their template; new ones get this'
const command = "the engine's command line is fixed when its StatefulSet is made"

/** Fields that admission keeps as they are, by the beginning of their path. Source: KAITO v0.12.0 `api/v1beta1/workspace_validation.go`. */
const immutable: readonly (readonly [path: string, why: string])[] = [
  ['resource.instanceType', 'the instance type of a Workspace cannot change'],
  ['resource.count', 'KAITO computes the nodes once'],
  ['resource.labelSelector', 'the node selector of a Workspace cannot change'],
  ['resource.partition', 'the share of a GPU cannot change'],
  ['inference.preset', 'the model of a Workspace cannot change'],
  ['tuning.preset', 'the model of a tuning cannot change'],
  ['tuning.method', 'the method of a tuning cannot change'],
]

/**
 * What a change of one field does. Source: KAITO v0.12.0 `pkg/workspace/controllers`, `pkg/inferenceset` and
 * `pkg/ragengine/controllers`.
 *
 * @param path as in the object: `inference.adapters`, `metadata.annotations["kaito.sh/runtime"]`, `spec.replicas`.
 */
export function effectOf(path: string, scene: EffectScene): FieldEffect {
  if (scene.noun === 'ragengine') return effectOnRag(path)
  if (scene.noun === 'inferenceset') return effectOnSet(path)
  const kept = immutable.find(([prefix]) => under(path, prefix))
  if (kept) return effect('refused', kept[1])
  if (path.startsWith('metadata.annotations')) return effectOfAnnotation(path)
  if (under(path, 'inference.adapters')) return effectOfAdapters(scene)
  if (under(path, 'inference.config')) return effectOfConfig(scene)
  if (under(path, 'inference.template'))
    return effect('ignored', 'KAITO reads the pod template when it makes the StatefulSet, and never again')
  if (under(path, 'tuning')) return effect('takes effect', 'the Job is deleted and starts again from the beginning')
  return effect('takes effect', 'KAITO carries it over')
}

function effectOfAdapters({startedWithAdapters, isRunning}: EffectScene): FieldEffect {
  if (!isRunning) return effect('takes effect', 'nothing runs yet')
  if (startedWithAdapters) return effect('takes effect', 'its pods restart with the new adapters')
  return effect('needs recreate', `it is the first adapter: ${command}, and lacks --enable-lora`)
}

function effectOfConfig({startedWithConfig, isRunning}: EffectScene): FieldEffect {
  if (!isRunning) return effect('takes effect', 'nothing runs yet')
  if (startedWithConfig) return effect('takes effect', 'its pods restart with the new settings')
  return effect('needs recreate', `it is the first config: ${command}, and lacks --kaito-config-file`)
}

function effectOfAnnotation(path: string): FieldEffect {
  const key = /\["?([^"\]]+)"?\]/.exec(path)?.[1] ?? ''
  if (key === 'kaito.sh/enablelb') return effect('ignored', 'the type of a Service is fixed when it is made')
  if (key === 'kaito.sh/runtime') return effect('needs recreate', `the runtime: ${command}`)
  if (key === 'kaito.sh/performance-mode') return effect('needs recreate', `the performance mode: ${command}`)
  if (key === 'kaito.sh/disable-benchmark')
    return effect('needs recreate', 'the probe with the benchmark is fixed when its StatefulSet is made')
  if (key.startsWith('kaito.sh/')) return effect('ignored', 'KAITO reads it when it makes the objects')
  return effect('takes effect', 'it is a note of your own')
}

function effectOnSet(path: string): FieldEffect {
  if (under(path, 'spec.replicas')) return effect('takes effect', 'Workspaces are made or deleted')
  if (under(path, 'spec.template.resource.partition')) return effect('refused', 'the share of a GPU cannot change')
  if (under(path, 'spec.template') || under(path, 'spec.labelSelector')) return effect('new replicas only', children)
  if (under(path, 'spec.updateStrategy')) return effect('ignored', 'KAITO does not act upon it')
  if (under(path, 'spec.nodeCountLimit')) return effect('ignored', 'KAITO does not read it')
  if (path.startsWith('metadata.annotations') && path.includes('kaito.sh/') && !path.includes('scaledobject.'))
    return effect('new replicas only', children)
  return effect('takes effect', 'KAITO carries it over')
}

function effectOnRag(path: string): FieldEffect {
  if (under(path, 'spec.compute')) return effect('ignored', 'of a running engine only the environment is changed')
  if (under(path, 'spec.storage'))
    return effect('ignored', 'of a running engine only the environment is changed, and volumes stay')
  if (under(path, 'spec.guardrails')) return effect('ignored', 'of a running engine only the environment is changed')
  return effect('takes effect', 'its pod restarts with the new environment')
}

/** What a change inside a ConfigMap that running engines have mounted does. */
export const effectOfMapContent: FieldEffect = effect('next restart', 'pods read the file when they start')

const under = (path: string, prefix: string): boolean =>
  path === prefix || path.startsWith(`${prefix}.`) || path.startsWith(`${prefix}[`)
