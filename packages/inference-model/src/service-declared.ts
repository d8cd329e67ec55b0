import {at, fields, number, text} from '@ome/capacity/fields'
import type {KubeObject} from '@ome/sdk/kube'

/** What a service asks for, beside its model and replicas. */
export interface Declared {
  /** Of `spec.runtime`. */
  readonly runtime?: string
  /** Accelerator classes it names, in any of the ways to name one. */
  readonly acceleratorClasses: readonly string[]
  /** Class of the autoscaler: `hpa`, `keda`, `external`, as annotation or field. */
  readonly autoscaler?: string
  /** Its rollouts are held where they are. */
  readonly holdsRollouts?: true
  /** A Service in front of it leads to the pods of a second one, too. */
  readonly sharesPods?: true
  /** A least number of 0, which is serverless before v1.3. */
  readonly fromZero: boolean
  /** Fields that v1.3 no longer reads. */
  readonly removed: readonly string[]
  /** Fields that nothing before v1.3 reads. */
  readonly newer: readonly string[]
}

const components = ['engine', 'decoder', 'router'] as const

// Names as in sgl-project/ome @17b77ed and its successor v1.3: what went and what came.
const goneFields = ['predictor', 'kedaConfig']
const goneInComponents = ['scaleMetric', 'scaleTarget', 'canaryTrafficPercent', 'containerConcurrency', 'kedaConfig']
const newFields = ['deploymentMode', 'rollout', 'traffic', 'scalingPolicy', 'placement', 'routing', 'replicaRefs']
const newInComponents = ['autoscaler', 'autoscalerPolicyRef', 'lifecycle', 'topologyKey']

/** Reads what an InferenceService asks for. */
export function declaredOf(object: KubeObject): Declared {
  const spec = fields(object['spec'])
  const annotations = object.metadata.annotations ?? {}
  const runtime = text(at(spec, 'runtime', 'name'))
  const classes = [
    annotations['ome.io/accelerator-class'],
    text(at(spec, 'acceleratorSelector', 'acceleratorClass')),
    ...components.map((name) => text(at(spec, name, 'acceleratorOverride', 'acceleratorClass'))),
  ]
  const autoscaler = annotations['ome.io/autoscalerClass'] ?? text(at(spec, 'engine', 'autoscaler', 'class'))
  const present = (whole: readonly string[], parts: readonly string[]): readonly string[] => [
    ...whole.filter((key) => spec[key] !== undefined).map((key) => `spec.${key}`),
    ...components.flatMap((name) =>
      parts.filter((key) => at(spec, name, key) !== undefined).map((key) => `spec.${name}.${key}`),
    ),
  ]
  return {
    ...(runtime !== undefined && {runtime}),
    acceleratorClasses: [...new Set(classes.filter((name) => name !== undefined))],
    ...(autoscaler !== undefined && {autoscaler: autoscaler.toLowerCase()}),
    ...(annotations['ome.io/rollout-paused'] === 'true' && {holdsRollouts: true as const}),
    ...(components.some((name) => at(spec, name, 'labels', 'ome.cli/split') !== undefined) && {
      sharesPods: true as const,
    }),
    fromZero: components.some((name) => number(at(spec, name, 'minReplicas')) === 0),
    removed: present(goneFields, goneInComponents),
    newer: present(newFields, newInComponents),
  }
}
