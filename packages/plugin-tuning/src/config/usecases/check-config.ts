import {type Check, fail, ok} from '@ome/inference-model/check'
import {readConfig} from '@ome/kaito/config-text'
import {contextOf} from '@ome/kaito/inference-config'
import {findInCloud} from '@ome/kaito/instance-choice'
import {type ResolvedModel, resolveModel} from '@ome/kaito/model-resolution'
import type {KaitoCloud} from '@ome/kaito/operator-profile'
import {sizeOnOne} from '@ome/kaito/sizing'
import type {TuningMethod} from '@ome/kaito/training-config'
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
  return [
    ok('yaml', 'can be read'),
    ...checkText(kind, read.value, ask.method ?? kept.method),
    ...(model ? checkModel(kind, read.value, model) : []),
    ...(instanceType === undefined
      ? []
      : checkInstance(kind, read.value, {instanceType, model, cloud: await ports.cloud()})),
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

interface OnInstance {
  readonly instanceType: string
  readonly model: ResolvedModel | undefined
  readonly cloud: KaitoCloud
}

function checkInstance(kind: ConfigKind, value: unknown, {instanceType, model, cloud}: OnInstance): readonly Check[] {
  const typed = findInCloud(cloud, instanceType)
  if (typed.found === 'retired') return [fail('instance-type', `${instanceType}: ${typed.because}`)]
  const {instance} = typed
  const known = ok('instance-type', `${instance.gpus} x ${instance.gpuModel}, ${instance.totalMemoryGiB} GiB in all`)
  if (kind === 'tuning' || model?.model === undefined) return [known]
  const row = sizeOnOne({name: model.preset, ...model.model}, instance, {context: contextOf(value)})
  if (!row) return [known, fail('nodes', `the cache of ${contextOf(value)} tokens does not fit on one of its GPUs`)]
  return [known, ok('nodes', `${model.preset} takes ${row.nodes} ${row.nodes === 1 ? 'node' : 'nodes'}`)]
}

/** Throws `unmet` when a rule is broken. */
export function requireSound(name: string, checks: readonly Check[]): void {
  const broken = checks.filter(({result}) => result === 'fail').length
  if (broken === 0) return
  const what = `ConfigMap "${name}" breaks ${broken} ${broken === 1 ? 'rule' : 'rules'}`
  throw new OmeError('unmet', what, [], {object: `configmap/${name}`})
}
