import fc from 'fast-check'

/** Texts that YAML, shells or terminals might read as something else. */
const odd = [
  '',
  ' ',
  'no',
  'null',
  '~',
  '1e3',
  '0x1f',
  '1_000',
  '2001-01-01',
  '- a',
  'a: b',
  '#c',
  '{}',
  '*x',
  '&x',
  '!t',
  '"',
  "'",
  '\\',
  'a\nb\n',
  '\ttab',
  ' lead',
  'trail ',
  'ünïcødé 🙂',
  '\u0085',
  '\u2028',
  '\r\n',
  '|',
  '>-',
  '%',
  '@',
  '`',
]
export const text = fc.oneof(fc.constantFrom(...odd), fc.string({maxLength: 20, unit: 'grapheme'}))

export const name = fc
  .tuple(fc.constantFrom('a', 'm', 'chat', 'x-1'), fc.integer({min: 0, max: 99}))
  .map(([word, number]) => `${word}-${number}`)

const annotations = fc.dictionary(fc.constantFrom('example.com/a', 'b', 'example.com/c-d'), text, {maxKeys: 3})
const labels = fc.dictionary(fc.constantFrom('team', 'example.com/tier'), fc.constantFrom('', 'no', '1', 'A_b.c'), {
  maxKeys: 2,
})
const metadata = (scope: object) =>
  fc.record({name, annotations, labels}).map(({name: own, ...rest}) => ({
    name: own,
    ...scope,
    ...(Object.keys(rest.annotations).length > 0 && {annotations: rest.annotations}),
    ...(Object.keys(rest.labels).length > 0 && {labels: rest.labels}),
  }))

const ome = {apiVersion: 'ome.io/v1beta1'}
const env = fc.uniqueArray(fc.record({name: fc.constantFrom('A', 'B', 'LONG_NAME'), value: text}), {
  selector: (each) => each.name,
  maxLength: 3,
})

/** A service that no webhook has anything against: it brings its own engine. */
export const service = fc
  .record({
    metadata: metadata({namespace: 'default'}),
    replicas: fc.tuple(fc.integer({min: 1, max: 4}), fc.integer({min: 0, max: 3})),
    env,
    args: fc.array(text, {maxLength: 3}),
  })
  .map(({metadata: meta, replicas: [min, more], env: variables, args}) => ({
    ...ome,
    kind: 'InferenceService',
    metadata: meta,
    spec: {
      engine: {
        minReplicas: min,
        maxReplicas: min + more,
        runner: {
          name: 'ome-container',
          image: 'example/engine:1',
          ...(args.length > 0 && {args}),
          ...(variables.length > 0 && {env: variables}),
        },
      },
    },
  }))

/** A model, as people import them: with or without what the agent would find out. */
export const model = fc
  .record({
    metadata: metadata({}),
    isPinned: fc.boolean(),
    vendor: text,
    maxTokens: fc.integer({min: 1, max: 2 ** 20}),
    extra: fc.dictionary(fc.constantFrom('k', 'y', 'null'), text, {maxKeys: 2}),
  })
  .map(({metadata: meta, isPinned, vendor, maxTokens, extra}) => ({
    ...ome,
    kind: 'ClusterBaseModel',
    metadata: meta,
    spec: {
      storage: {storageUri: 'hf://org/m', path: '/raid/models/m', nodeSelector: {none: 'has-this'}},
      vendor,
      ...(Object.keys(extra).length > 0 && {additionalMetadata: extra}),
      ...(isPinned && {modelFormat: {name: 'safetensors'}, maxTokens, quantization: 'fp8'}),
    },
  }))

/** What the program keeps in the cluster itself. */
export const note = fc
  .record({metadata: metadata({namespace: 'default'}), data: fc.dictionary(name, text)})
  .map(({metadata: meta, data}) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {...meta, labels: {...('labels' in meta ? meta.labels : {}), 'ome.cli/kind': 'budgets'}},
    data,
  }))

/** Several objects, each of another name within its kind. */
export const objects = fc.uniqueArray(fc.oneof(service, model, note), {
  minLength: 1,
  maxLength: 6,
  selector: ({kind, metadata: meta}) => `${kind}/${meta.name}`,
})
