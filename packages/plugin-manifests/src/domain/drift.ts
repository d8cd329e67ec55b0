import type {FieldChange} from '@ome/sdk/plan'
import type {Comparison} from './comparison.ts'

const words: Readonly<Record<string, string>> = {
  InferenceService: 'service',
  BaseModel: 'model',
  ClusterBaseModel: 'model',
  ServingRuntime: 'runtime',
  ClusterServingRuntime: 'runtime',
  AcceleratorClass: 'accelerator',
}

/** `service/prod-llama`, in the nouns of the commands. */
export const nounName = ({kind, name}: Pick<Comparison, 'kind' | 'name'>): string =>
  `${words[kind] ?? kind.toLowerCase()}/${name}`

/**
 * Fields as the repository has them and as the cluster has them now. Both bounds of replicas moved alike are what people
 * call replicas.
 */
export function driftOf({fields}: Comparison): readonly FieldChange[] {
  const drift = fields.map(({path, from, to}) => ({path: path.replace(/^spec\./, ''), from: to, to: from}))
  return drift.flatMap((field) => {
    const [, component, bound] = /^(.+)\.(min|max)Replicas$/.exec(field.path) ?? []
    if (component === undefined) return [field]
    const other = drift.find(({path}) => path === `${component}.${bound === 'min' ? 'max' : 'min'}Replicas`)
    if (!other || other.from !== field.from || other.to !== field.to) return [field]
    if (bound === 'max') return []
    return [{...field, path: component === 'engine' ? 'replicas' : `${component}.replicas`}]
  })
}
