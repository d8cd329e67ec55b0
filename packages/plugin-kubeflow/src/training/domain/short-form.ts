import {type Fields, fields, text} from '@ome/capacity/fields'
import {OmeError} from '@ome/sdk/errors'
import {nearest} from '@ome/sdk/nearest'

const keys = ['runtime', 'image', 'command', 'args', 'nodes', 'gpus', 'dataset', 'model', 'env'] as const

/** A training job in few words, checked. */
export interface ShortForm {
  /** Absent: `torch-distributed`. */
  readonly runtime?: string
  /** A TrainJob's, but for its runtime. */
  readonly spec: Readonly<Record<string, unknown>>
}

export const defaultRuntime = 'torch-distributed'

/** Reads `{runtime, image, command, args, nodes, gpus, dataset, model, env}`. Throws `usage` for anything else. */
export function readShortForm(document: Fields, source: string): ShortForm {
  for (const key of Object.keys(document)) if (!(keys as readonly string[]).includes(key)) throw unknownKey(key, source)
  const wrong = (key: string, what: string): OmeError =>
    new OmeError('usage', `${source}: ${key} is no ${what}`, [`it has ${keys.join(', ')}, or a whole TrainJob`])
  const word = (key: string): string | undefined => {
    const value = document[key]
    if (value === undefined || (typeof value === 'string' && value !== '')) return value
    throw wrong(key, 'text')
  }
  const count = (key: string, least: number): number | undefined => {
    const value = document[key]
    if (value === undefined || (typeof value === 'number' && Number.isInteger(value) && value >= least)) return value
    throw wrong(key, `whole number of ${least} or more`)
  }
  const words = (key: string): readonly string[] | undefined => {
    const value = document[key]
    if (value === undefined) return undefined
    if (typeof value === 'string') return value.split(/\s+/).filter((each) => each !== '')
    if (Array.isArray(value) && value.every((each) => ['string', 'number'].includes(typeof each)))
      return value.map(String)
    throw wrong(key, 'list of words')
  }
  const [runtime, image, gpus, nodes] = [word('runtime'), word('image'), count('gpus', 0), count('nodes', 1)]
  const env = environment(document['env'], () => wrong('env', 'map of names and values'))
  const trainer = known({
    image,
    command: words('command'),
    args: words('args'),
    env: env.length === 0 ? undefined : env,
    numNodes: nodes,
    resourcesPerNode: gpus ? {limits: {'nvidia.com/gpu': String(gpus)}} : undefined,
  })
  const initializer = known({
    dataset: storage(document['dataset'], () => wrong('dataset', 'address such as hf://tatsu-lab/alpaca')),
    model: storage(document['model'], () => wrong('model', 'address such as hf://meta-llama/Llama-3.2-1B')),
  })
  const spec = {
    ...(Object.keys(initializer).length > 0 && {initializer}),
    ...(Object.keys(trainer).length > 0 && {trainer}),
  }
  return {...(runtime !== undefined && {runtime}), spec}
}

function unknownKey(key: string, source: string): OmeError {
  const near = nearest(key, keys)
  const hint = near === undefined ? `it has ${keys.join(', ')}, or a whole TrainJob` : `did you mean ${near}?`
  return new OmeError('usage', `${source}: "${key}" says nothing about a training job`, [hint])
}

const known = (values: Fields): Fields =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))

/** `hf://…` alone, or with its secret: `{storageUri, secretRef, env}`. */
function storage(value: unknown, wrong: () => OmeError): unknown {
  if (value === undefined) return undefined
  const given = typeof value === 'string' ? {storageUri: value} : fields(value)
  const uri = given['storageUri']
  if (typeof uri !== 'string' || !/^[a-z0-9]+:\/\/\S+$/.test(uri)) throw wrong()
  return given
}

/** A map of names and values, or Kubernetes' own list. */
function environment(value: unknown, wrong: () => OmeError): readonly unknown[] {
  if (value === undefined) return []
  if (Array.isArray(value)) {
    if (!value.every((each) => text(fields(each)['name']) !== undefined)) throw wrong()
    return value
  }
  if (typeof value !== 'object' || value === null) throw wrong()
  return Object.entries(value).map(([name, each]) => {
    if (!['string', 'number', 'boolean'].includes(typeof each)) throw wrong()
    return {name, value: String(each)}
  })
}
