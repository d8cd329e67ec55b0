import type {Parameter, StoredTemplate, Template} from './template.ts'

const name: Parameter = {
  name: 'name',
  fields: ['metadata.name'],
  type: 'text',
  optional: true,
  description: 'of the service; else the name of the model',
}
const model: Parameter = {name: 'model', fields: ['spec.model.name'], type: 'text', description: 'the model to serve'}
const runtime: Parameter = {
  name: 'runtime',
  fields: ['spec.runtime.name'],
  type: 'text',
  optional: true,
  description: 'the runtime; else the one that fits best',
}
const replicas = (number: number): Parameter => ({
  name: 'replicas',
  fields: ['spec.engine.minReplicas', 'spec.engine.maxReplicas'],
  type: 'number',
  default: number,
  description: 'replicas that run at all times',
})

const service = (labels: Readonly<Record<string, string>>, spec: object = {}): Template['object'] => ({
  apiVersion: 'ome.io/v1beta1',
  kind: 'InferenceService',
  metadata: {name: '', labels: {...labels}},
  spec: {engine: {}, ...spec},
})

const scraped = {'ome.io/enable-prometheus-scraping': 'true'}

const templates: readonly Template[] = [
  {
    name: 'production-llm',
    summary: 'A model for production: several replicas, one at a time replaced, metrics scraped',
    parameters: [name, model, runtime, replicas(2)],
    object: {
      ...service(
        {env: 'production'},
        {
          engine: {
            annotations: scraped,
            deploymentStrategy: {type: 'RollingUpdate', rollingUpdate: {maxSurge: 1, maxUnavailable: 0}},
          },
        },
      ),
    },
  },
  {
    name: 'dev-llm',
    summary: 'A model to try things with: one replica',
    parameters: [name, model, runtime, replicas(1)],
    object: service({env: 'development'}),
  },
  {
    name: 'vllm-llama',
    summary: 'A model on vLLM',
    parameters: [name, model, runtime, replicas(1)],
    object: service({}),
    runtime: {engine: 'vllm'},
  },
  {
    name: 'sglang-llama',
    summary: 'A model on SGLang, with its router',
    parameters: [name, model, runtime, replicas(1)],
    object: service({}, {router: {}}),
    runtime: {engine: 'sglang'},
  },
  {
    name: 'embedding',
    summary: 'An embedding model: small and scaled by CPU',
    parameters: [
      name,
      model,
      runtime,
      {name: 'min', fields: ['spec.engine.minReplicas'], type: 'number', default: 1, description: 'fewest replicas'},
      {name: 'max', fields: ['spec.engine.maxReplicas'], type: 'number', default: 4, description: 'most replicas'},
    ],
    object: service({}),
  },
  {
    name: 'pd-llama',
    summary: 'Prefill and decode on pods of their own, with a router before them',
    parameters: [
      name,
      model,
      runtime,
      replicas(1),
      {
        name: 'decoders',
        fields: ['spec.decoder.minReplicas', 'spec.decoder.maxReplicas'],
        type: 'number',
        default: 1,
        description: 'replicas that decode',
      },
    ],
    object: service({}, {decoder: {}, router: {}}),
    runtime: {disaggregated: true},
  },
]

export const builtIn: readonly StoredTemplate[] = templates.map((template) => ({template, source: 'built-in'}))
