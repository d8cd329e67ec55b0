import type {Model} from '@ome/inference-model/model'
import {didYouMean, pickByName} from '@ome/inference-model/names'
import {OmeError} from '@ome/sdk/errors'
import {type Cluster, requireReadable, unreadNote} from '../../domain/cluster.ts'
import {checkModel, type ModelCheck} from '../domain/checks.ts'

export interface ValidateModels {
  /** Absent: all models. */
  readonly name?: string | undefined
  readonly namespace: string
  readonly scope?: 'namespace' | 'cluster' | undefined
}

interface Ports {
  readonly cluster: Cluster
  note(text: string): void
}

/** Whether models can be downloaded, matched and served, by the rules of the generation that runs. */
export async function validateModels({cluster, note}: Ports, ask: ValidateModels): Promise<readonly ModelCheck[]> {
  const [facts, agent, generation] = await Promise.all([
    cluster.facts(ask.namespace),
    cluster.agent(),
    cluster.generation(),
  ])
  requireReadable(facts, ['clusterbasemodels'], 'no model can be checked')
  if (!generation) throw new OmeError('not-found', 'OME is not installed: there is no model to check')
  const unread = unreadNote(facts, ['basemodels', 'servingruntimes'], 'those of the namespace are left out')
  if (unread !== undefined) note(unread)
  const models = meant(facts.models, ask, note)
  const secrets = await secretsOf(cluster, models, agent.namespace)
  return models.flatMap((model) => {
    const secret = secrets.get(secretKey(model, agent.namespace))
    return checkModel({model, facts, agent, generation, ...(secret && {secret})})
  })
}

function meant(models: readonly Model[], {name, scope}: ValidateModels, note: Ports['note']): readonly Model[] {
  const inScope = models.filter((model) => scope === undefined || model.scope === scope)
  if (name === undefined) return inScope
  const picked = pickByName('model', name, inScope)
  if (!picked)
    throw new OmeError('not-found', `model "${name}" not found in the namespace or for the whole cluster`, [
      ...didYouMean(
        name,
        inScope.map((model) => model.name),
      ),
      'list what is there: ome models list',
      'check a manifest that is not applied: ome validate -f FILE',
    ])
  if (picked.note !== undefined) note(picked.note)
  return [picked.item]
}

const secretKey = ({namespace, storage}: Model, shared: string): string => `${namespace ?? shared}/${storage.secret}`

/** Each Secret that models name, read once. */
async function secretsOf(cluster: Cluster, models: readonly Model[], shared: string) {
  const wanted = new Map(
    models.flatMap(({namespace = shared, storage: {secret}}) =>
      secret === undefined ? [] : [[`${namespace}/${secret}`, {namespace, secret}]],
    ),
  )
  const found = await Promise.all(
    [...wanted].map(async ([key, {namespace, secret}]) => [key, await cluster.secret(namespace, secret)] as const),
  )
  return new Map(found)
}

/** What the command ends with when a check failed. */
export function requireSound(checks: readonly ModelCheck[]): void {
  const failed = checks.filter(({result}) => result === 'fail')
  if (failed.length === 0) return
  const models = [...new Set(failed.map(({model}) => model))]
  throw new OmeError(
    'unmet',
    `${failed.length} ${failed.length === 1 ? 'check' : 'checks'} failed for ${models.length === 1 ? 'model' : 'models'} ${models.join(', ')}`,
    [`see it whole: ome models describe ${models[0]}`],
  )
}
