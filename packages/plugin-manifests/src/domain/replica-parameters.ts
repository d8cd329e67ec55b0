import type {KubeObject} from '@ome/sdk/kube'
import {fieldAt, type Parameter} from './template.ts'

const [least, most] = ['spec.engine.minReplicas', 'spec.engine.maxReplicas'] as const

/** A fixed number of replicas is one thing to fill in, a range is two. */
export function replicasOf(object: KubeObject): readonly Parameter[] {
  const [min, max] = [fieldAt(object, least), fieldAt(object, most)]
  if (typeof min !== 'number' || typeof max !== 'number') return []
  const number = (name: string, fields: readonly string[], initial: number, description: string): Parameter => ({
    name,
    fields,
    type: 'number',
    default: initial,
    description,
  })
  if (min === max) return [number('replicas', [least, most], min, 'replicas that run at all times')]
  return [number('min', [least], min, 'fewest replicas'), number('max', [most], max, 'most replicas')]
}
