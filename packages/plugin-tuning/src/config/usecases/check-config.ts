import type {KaitoInstance} from '@ome/capacity/kaito-instances'
import {type Check, fail, ok} from '@ome/inference-model/check'
import {readConfig} from '@ome/kaito/config-text'
import {contextOf} from '@ome/kaito/inference-config'
import {findInCloud} from '@ome/kaito/instance-choice'
import {type ResolvedModel, resolveModel} from '@ome/kaito/model-resolution'
import type {KaitoCloud} from '@ome/kaito/operator-profile'
import {sizeOnOne} from '@ome/kaito/sizing'
import {methodOf, type TuningMethod, tuningMethods} from '@ome/kaito/training-config'
import {sizesOf} from '@ome/kaito/training-sizes'
import {holdsTuning, type TuningMemory, tuningMemory, tuningRows} from '@ome/kaito/tuning-memory'
import {catalogueQuote} from '@ome/pricing/catalogue-quote'
import {isOmeError, OmeError} from '@ome/sdk/errors'
import {checkModel, checkText} from '../domain/config-check.ts'
import type {ConfigKind, ConfigStore} from '../domain/config-map.ts'
import {getConfig} from './get-config.ts'

export interface CheckPorts {
  readonly store: ConfigStore
  /** Whose instance types are meant. */
  cloud(): Promise<KaitoCloud>
  note(text: string): void
}

export interface CheckConfig {
  readonly namespace: string
  readonly name: string
  /** The one it was made for when not given. */
  readonly model?: string | undefined
  readonly method?: TuningMethod | undefined
  readonly instanceType?: string | undefined
}

/** Everything that can be known of a config before something runs with it, in the order of its rules. */
export async function checkConfig(ports: CheckPorts, ask: CheckConfig): Promise<readonly Check[]> {
  const {namespace, name, instanceType} = ask
  const {kind, text, ...kept} = await getConfig(ports.store, {namespace, name})
  const read = await readable(text)
  if ('problem' in read) return [fail('yaml', read.problem)]
  const typed = ask.model ?? kept.model
  const model = typed === undefined ? undefined : resolveModel(typed)
  for (const note of model?.notes ?? []) ports.note(note)
  const method = ask.method ?? knownMethod(kept.method) ?? methodOf(read.value)
  return [
    ok('yaml', 'can be read'),
    ...checkText(kind, read.value, method),
    ...(model ? checkModel(kind, read.value, model) : []),
    ...(instanceType === undefined
      ? []
      : checkInstance(kind, read.value, {instanceType, model, method, cloud: await ports.cloud()})),
  ]
}

async function readable(text: string): Promise<{readonly value: unknown} | {readonly problem: string}> {
  try {
    return {value: await readConfig(text, 'the text')}
  } catch (error) {
    if (!isOmeError(error)) throw error
    return {problem: error.message}
  }
}

const knownMethod = (word: string | undefined): TuningMethod | undefined => tuningMethods.find((each) => each === word)

interface OnInstance {
  readonly instanceType: string
  readonly model: ResolvedModel | undefined
  readonly method: TuningMethod
  readonly cloud: KaitoCloud
}

function checkInstance(kind: ConfigKind, value: unknown, on: OnInstance): readonly Check[] {
  const {instanceType, model, method, cloud} = on
  const size = model?.model
  const memory = size && kind === 'tuning' ? tuningMemory(size, {method, ...sizesOf(value)}) : undefined
  const typed = findInCloud(cloud, instanceType)
  if (typed.found === 'retired') {
    const pick = memory ? tuningRows({cloud}, memory, {quote: catalogueQuote})[0]?.instance : undefined
    const instead = pick ? `; ${pick.instanceType} takes its place` : ''
    return [fail('instance-type', `${instanceType}: ${typed.because}${instead}`)]
  }
  const {instance} = typed
  const known = ok('instance-type', `${instance.gpus} x ${instance.gpuModel}, ${instance.totalMemoryGiB} GiB in all`)
  if (memory) return [known, checkMemory(memory, instance)]
  if (kind === 'tuning' || size === undefined) return [known]
  const row = sizeOnOne({name: model?.preset ?? size.id, ...size}, instance, {context: contextOf(value)})
  if (!row) return [known, fail('nodes', `the cache of ${contextOf(value)} tokens does not fit on one of its GPUs`)]
  return [known, ok('nodes', `${model?.preset} takes ${row.nodes} ${row.nodes === 1 ? 'node' : 'nodes'}`)]
}

function checkMemory(memory: TuningMemory, instance: KaitoInstance): Check {
  const perGpu = instance.totalMemoryGiB / instance.gpus
  const text = `${(memory.totalBytes / 2 ** 30).toFixed(1)} GiB of a GPU's ${perGpu} (${memory.basis})`
  return holdsTuning(memory, instance) ? ok('memory', text) : fail('memory', text)
}

/** Throws `unmet` when a rule is broken. */
export function requireSound(name: string, checks: readonly Check[]): void {
  const broken = checks.filter(({result}) => result === 'fail').length
  if (broken === 0) return
  const what = `ConfigMap "${name}" breaks ${broken} ${broken === 1 ? 'rule' : 'rules'}`
  throw new OmeError('unmet', what, [], {object: `configmap/${name}`})
}
