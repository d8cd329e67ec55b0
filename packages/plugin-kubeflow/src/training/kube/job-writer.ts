import type {JobWriter} from '../domain/train-world.ts'

export const jobWriter: JobWriter = {
  apply: (resource, body) => ({method: 'apply', resource, body}),
  set: (resource, {namespace, name}, path, value) => ({
    method: 'merge',
    resource,
    namespace,
    name,
    body: path.reduceRight((inner: unknown, key) => ({[key]: inner}), value),
  }),
}
