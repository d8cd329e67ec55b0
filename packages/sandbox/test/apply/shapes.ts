import {coreSchema} from '@ome/kinds/core'
import type {Schema} from '@ome/kinds/validation/schema'
import {
  atomicMap,
  dict,
  intOrText,
  leaf,
  list,
  number,
  type Struct,
  schemaOf,
  set,
  struct,
  text,
  words,
} from './shape.ts'

export interface Sample {
  readonly apiVersion: string
  readonly kind: string
  readonly shape: Struct
  readonly schema: Schema
}

const metadata = struct({labels: dict(text()), annotations: dict(text()), finalizers: set()})
const ports = list({port: [80, 81], protocol: ['TCP', 'UDP']}, {name: text(), targetPort: intOrText()})

const custom = struct({
  metadata,
  spec: struct({
    size: number(),
    color: text(),
    names: set(),
    words: words(),
    fixed: atomicMap(),
    labels: dict(text()),
    groups: dict(struct({a: number(), b: text()})),
    parts: list({name: ['p', 'q', 'r']}, {size: number(), tags: set(), env: list({name: ['E', 'F']}, {value: text()})}),
    ports,
    deep: struct({er: struct({x: number(), list: words()}), y: number()}),
  }),
})

const container = {
  image: text(),
  args: words(),
  env: list({name: ['E', 'F']}, {value: text()}),
  ports: list({containerPort: [80, 81], protocol: ['TCP', 'UDP']}, {name: text()}),
  resources: struct({limits: dict(intOrText())}),
}
const deployment = struct({
  metadata,
  spec: struct({
    replicas: number(),
    selector: leaf({}, {matchLabels: {k: '1'}}, {matchLabels: {k: '2', l: '1'}}),
    strategy: struct({type: text(), rollingUpdate: struct({maxSurge: intOrText()})}),
    template: struct({
      metadata: struct({labels: dict(text())}),
      spec: struct({containers: list({name: ['a', 'b', 'c']}, container), nodeSelector: atomicMap()}),
    }),
  }),
})
const service = struct({
  metadata,
  spec: struct({type: text(), selector: atomicMap(), ports, externalIPs: words(), sessionAffinity: text()}),
})
const configMap = struct({metadata, data: dict(text()), immutable: leaf({}, true, false)})

const builtIn = (group: string, version: string, kind: string, shape: Struct): Sample => {
  const schema = coreSchema({group, version, kind}) as Schema | undefined
  if (!schema) throw new Error(`no schema of ${kind}`)
  return {apiVersion: group ? `${group}/${version}` : version, kind, shape, schema}
}

/** The types that histories are run over: one with every way to merge, and built-in ones with their real schemas. */
export const samples: readonly Sample[] = [
  {apiVersion: 'example.com/v1', kind: 'Thing', shape: custom, schema: schemaOf(custom)},
  builtIn('apps', 'v1', 'Deployment', deployment),
  builtIn('', 'v1', 'Service', service),
  builtIn('', 'v1', 'ConfigMap', configMap),
]
