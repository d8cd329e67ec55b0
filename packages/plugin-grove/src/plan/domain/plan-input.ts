import {at, fields, number, text} from '@ome/capacity/fields'
import {parseQuantity} from '@ome/capacity/quantity'
import {OmeError} from '@ome/sdk/errors'
import type {SetTemplate} from '../../domain/grove-objects.ts'
import {rolesOf} from '../../domain/role.ts'
import {mainImage, tensorParallel} from '../../look/domain/comparison.ts'

/** A file of a plan with the documents it holds. */
export interface PlanFile {
  readonly path: string
  readonly text: string
  readonly documents: readonly unknown[]
}

/** A plan before it is stored: what was read out of its files. */
export interface ReadPlan {
  readonly kind: 'prototype' | 'aiconfigurator' | 'DynamoGraphDeployment' | 'PodCliqueSet'
  readonly plan: Readonly<Record<string, unknown>>
}

const what =
  'a plan is a JSON file of the prototype, a folder or generator_config.yaml of AIConfigurator, or a manifest'

/** Reads a plan in any of its forms. Throws `usage` for files that hold none. */
export function readPlan(files: readonly PlanFile[], name: string): ReadPlan {
  const documents = files.flatMap((file) => file.documents.map((document) => ({path: file.path, document})))
  const of = (test: (document: unknown) => boolean): unknown => documents.find(({document}) => test(document))?.document
  const prototype = of((one) => at(one, 'config') !== undefined && at(one, 'kind') === undefined)
  if (prototype !== undefined) return {kind: 'prototype', plan: fields(prototype)}
  const generated = of((one) => at(one, 'WorkerConfig') !== undefined || at(one, 'workers') !== undefined)
  if (generated !== undefined) return {kind: 'aiconfigurator', plan: ofGenerator(generated, documents, files)}
  const set = of((one) => at(one, 'kind') === 'PodCliqueSet')
  const template = at(set, 'spec', 'template')
  if (Array.isArray(at(template, 'cliques'))) {
    return {kind: 'PodCliqueSet', plan: planOfTemplate(template as SetTemplate)}
  }
  const graph = of((one) => at(one, 'kind') === 'DynamoGraphDeployment')
  if (graph !== undefined) return {kind: 'DynamoGraphDeployment', plan: ofGraph(graph)}
  throw new OmeError('usage', `"${name}" holds no plan`, [what])
}

/** Current files have `WorkerConfig`, older ones `workers`. */
function ofGenerator(
  generated: unknown,
  documents: readonly {readonly document: unknown}[],
  files: readonly PlanFile[],
): ReadPlan['plan'] {
  const part = (newer: string, older: string): unknown => at(generated, newer) ?? at(generated, older)
  const workers = part('WorkerConfig', 'workers')
  const sla = part('SlaConfig', 'sla')
  const service = part('ServiceConfig', 'service')
  const image = text(at(part('K8sConfig', 'k8s'), 'k8s_image'))
  const roles = ['prefill', 'decode', 'agg'].filter((role) => (number(at(workers, `${role}_workers`)) ?? 0) > 0)
  const parallel = (role: string): number | undefined =>
    number(at(generated, 'params', role, 'tensor_parallel_size')) ?? number(at(generated, 'params', role, 'tp'))
  const gpus = (role: string): number | undefined =>
    number(at(workers, `${role}_gpus_per_worker`)) ?? number(at(generated, 'params', role, 'gpus_per_worker'))
  const best = bestRow(files)
  const system =
    text(best?.['system']) ?? text(documents.map(({document}) => at(document, 'system_name')).find(Boolean))
  const numbers = (values: Readonly<Record<string, unknown>>): object =>
    Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
  return {
    ...numbers({
      model: text(at(service, 'model_path')),
      system,
      serving_mode: text(at(part('DynConfig', 'dyn'), 'mode')) ?? (roles.includes('agg') ? 'agg' : 'disagg'),
    }),
    config: numbers({
      ...Object.fromEntries(roles.map((role) => [`${role}_workers`, number(at(workers, `${role}_workers`))])),
      ...Object.fromEntries(roles.map((role) => [`${role}_tp`, parallel(role)])),
    }),
    expected: numbers({
      throughput_tokens_per_sec_per_gpu: amount(best?.['tokens/s/gpu']),
      ttft_ms: amount(best?.['ttft']),
      tpot_ms: amount(best?.['tpot']),
    }),
    sla: numbers({ttft_ms: number(at(sla, 'ttft')), tpot_ms: number(at(sla, 'tpot'))}),
    ome: numbers({
      images: image === undefined ? {} : Object.fromEntries(roles.map((role) => [role, image])),
      gpusPerWorker: numbers(Object.fromEntries(roles.map((role) => [role, gpus(role)]))),
      isl: number(at(sla, 'isl')),
      osl: number(at(sla, 'osl')),
    }),
  }
}

const amount = (value: string | undefined): number | undefined =>
  value === undefined || value === '' || !Number.isFinite(Number(value)) ? undefined : Number(value)

/** The first row of `best_config_topn.csv`, by its header. */
function bestRow(files: readonly PlanFile[]): Readonly<Record<string, string>> | undefined {
  const file = files.find(({path}) => path.endsWith('best_config_topn.csv'))
  const [header, row] = file?.text.split(/\r?\n/) ?? []
  if (header === undefined || row === undefined || row === '') return undefined
  const cells = row.split(',')
  return Object.fromEntries(header.split(',').map((key, index) => [key.trim(), cells[index]?.trim() ?? '']))
}

/** What a set of this template would be: also how a live set is written as a plan. */
export function planOfTemplate(template: SetTemplate): ReadPlan['plan'] {
  const roles = rolesOf(template).map((role) => {
    const cliques = template.cliques.filter(({name}) => role.cliques.includes(name))
    const [first] = cliques
    return {role, image: first && mainImage(first), parallel: tensorParallel(cliques)}
  })
  const given = (entries: readonly (readonly [string, unknown])[]): object =>
    Object.fromEntries(entries.filter(([, value]) => value !== undefined))
  return {
    serving_mode: roles.some(({role}) => role.duty === 'prefill') ? 'disagg' : 'agg',
    config: given([
      ...roles.map(({role}) => [`${role.name}_workers`, role.templateReplicas] as const),
      ...roles.map(({role, parallel}) => [`${role.name}_tp`, parallel] as const),
    ]),
    expected: {},
    ome: {
      images: given(roles.map(({role, image}) => [role.name, image] as const)),
      gpusPerWorker: given(roles.map(({role}) => [role.name, role.gpusPerWorker] as const)),
    },
  }
}

function ofGraph(graph: unknown): ReadPlan['plan'] {
  const services = Object.entries(fields(at(graph, 'spec', 'services'))).map(([name, service]) => {
    const said = text(at(service, 'subComponentType')) ?? text(at(service, 'componentType')) ?? name
    const role = ['prefill', 'decode', 'frontend'].find((word) => said.toLowerCase().includes(word)) ?? name
    const image = text(at(service, 'extraPodSpec', 'mainContainer', 'image'))
    const gpus = parseQuantity(at(service, 'resources', 'limits', 'gpu'))
    return {role, replicas: number(at(service, 'replicas')) ?? 1, image, gpus}
  })
  if (services.length === 0) throw new OmeError('usage', 'the DynamoGraphDeployment has no services', [what])
  const given = (entries: readonly (readonly [string, unknown])[]): object =>
    Object.fromEntries(entries.filter(([, value]) => value !== undefined))
  return {
    serving_mode: services.some(({role}) => role === 'prefill') ? 'disagg' : 'agg',
    config: given(services.map(({role, replicas}) => [`${role}_workers`, replicas] as const)),
    expected: {},
    ome: {
      images: given(services.map(({role, image}) => [role, image] as const)),
      gpusPerWorker: given(services.map(({role, gpus}) => [role, gpus] as const)),
    },
  }
}

export const planTexts = (files: readonly PlanFile[]): string => files.map((file) => file.text).join('\n---\n')
