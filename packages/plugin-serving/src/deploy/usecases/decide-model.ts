import {checkNamed} from '@ome/capacity/runtime-selection'
import {chooseRuntime} from '@ome/inference-model/deploy/choose-runtime'
import type {DeployFacts, ExistingService} from '@ome/inference-model/deploy/request'
import type {Model} from '@ome/inference-model/model'
import {didYouMean, inNamespace, pickByName} from '@ome/inference-model/names'
import {shortReason} from '@ome/inference-model/short-reason'
import {OmeError} from '@ome/sdk/errors'

/** Which model and runtime a service shall have from now on. */
export interface ModelWish {
  readonly name: string
  readonly namespace: string
  readonly model?: string | undefined
  readonly runtime?: string | undefined
  readonly scope?: 'namespace' | 'cluster' | undefined
  /** Change to a model that no node has yet. */
  readonly waitModel: boolean
}

export interface DecidedModel {
  readonly picked: Model
  readonly model?: {readonly name: string; readonly kind: string}
  readonly runtime?: {readonly name: string; readonly kind: string}
  readonly notes: readonly string[]
}

/** The model that is meant and a runtime that fits it; the running one stays where it does. */
export function decideModel(facts: DeployFacts, existing: ExistingService, wish: ModelWish): DecidedModel {
  const {name, namespace} = wish
  const wanted = wish.model ?? existing.model
  if (wanted === undefined)
    throw new OmeError('failed', `service "${name}" names no model, so no runtime can be checked`)
  const models = wish.scope === undefined ? facts.models : facts.models.filter(({scope}) => scope === wish.scope)
  const picked = pickByName('model', wanted, models)
  if (!picked)
    throw new OmeError('not-found', `model "${wanted}" not found in namespace "${namespace}" or at cluster scope`, [
      ...didYouMean(
        wanted,
        models.map((each) => each.name),
      ),
      'list them: ome get models',
    ])
  const model = picked.item
  demandPresent(model, wish)
  const running = existing.field(['spec', 'runtime', 'name'])
  const chosen = runtimeFor(facts, model, namespace, {named: wish.runtime, running})
  const notes = [...(picked.note === undefined ? [] : [`note: ${picked.note}`]), ...chosen.notes]
  return {
    picked: model,
    ...(wish.model === undefined ? {} : {model: {name: model.name, kind: model.kind}}),
    ...chosen,
    notes,
  }
}

function demandPresent(model: Model, {model: typed, waitModel}: ModelWish): void {
  if (typed === undefined || waitModel || model.nodesReady.length > 0) return
  throw new OmeError('failed', `model "${model.name}" is on no node yet (${model.status})`, [
    `follow the download: ome get model ${model.name}${inNamespace(model)} -w`,
    'change now and let the pods wait for it: --wait-model',
  ])
}

/** The running one stays where it fits; a named one must fit; else the best one takes its place, and is named. */
function runtimeFor(
  {runtimes}: DeployFacts,
  model: Model,
  namespace: string,
  {named, running}: {readonly named: string | undefined; readonly running: unknown},
): Pick<DecidedModel, 'runtime' | 'notes'> {
  const question = {model, namespace, runtimes}
  if (named !== undefined) {
    const {runtime, warnings} = chooseRuntime({...question, named})
    return {runtime: {name: runtime.name, kind: runtime.kind}, notes: warnings.map((text) => `warning: ${text}`)}
  }
  const check = typeof running === 'string' ? checkNamed(running, question) : undefined
  if (check?.ok) return {notes: []}
  if (check === undefined) return {notes: []}
  const {runtime, reason} = chooseRuntime(question)
  const why = check.problem === 'mismatch' ? shortReason(check.message) : check.message
  return {
    runtime: {name: runtime.name, kind: runtime.kind},
    notes: [`runtime ${String(running)} does not fit (${why}): ${runtime.name} takes its place, ${reason}`],
  }
}
