import type {Model} from '@ome/inference-model/model'
import {didYouMean, inNamespace, type Named, pickByName} from '@ome/inference-model/names'
import {OmeError} from '@ome/sdk/errors'
import {type Cluster, type ClusterFacts, requireReadable, unreadNote} from '../domain/cluster.ts'
import type {Machines} from '../domain/placement.ts'
import {type SelectionCheck, type Suggestion, suggest} from '../domain/suggestion.ts'

export interface SuggestInput {
  readonly model: string
  readonly namespace: string
  readonly scope?: 'namespace' | 'cluster' | undefined
  readonly accelerator?: string | undefined
  readonly all: boolean
}

export interface SuggestPorts {
  readonly cluster: Cluster
  readonly check: SelectionCheck
  note(text: string): void
}

/** Ranks the runtimes for a model and asks the server whether it agrees. */
export async function suggestRuntime({cluster, check, note}: SuggestPorts, input: SuggestInput): Promise<Suggestion> {
  const facts = await cluster.facts(input.namespace)
  requireReadable(facts, ['clusterbasemodels', 'clusterservingruntimes'], 'no runtime can be suggested')
  for (const unread of [
    unreadNote(facts, ['basemodels', 'servingruntimes'], 'those of the namespace are left out'),
    unreadNote(facts, ['nodes', 'pods'], 'FITS is not known'),
  ])
    if (unread !== undefined) note(unread)
  const picked = pickByName('model', input.model, inScope(facts.models, input.scope))
  if (!picked) throw noModel(input, facts.models)
  if (picked.note !== undefined) note(picked.note)
  const machines = machinesOf(facts, input.accelerator)
  const question = {
    model: picked.item,
    namespace: input.namespace,
    runtimes: facts.runtimes,
    machines,
    all: input.all,
  }
  // Judged once without the server, so that a model without metadata is refused before anything is sent.
  suggest({...question, server: {answer: 'silent'}})
  return suggest({...question, server: await check.ask(picked.item, input.namespace)})
}

/** What the command ends with when there is nothing to recommend. */
export function requireRecommendation({recommended, model, runtimes, omitted}: Suggestion): void {
  if (recommended !== undefined) return
  const named = runtimes.find(({use}) => use === 'named-only')?.runtime.name
  throw new OmeError(
    'unmet',
    named === undefined
      ? `no runtime fits model "${model.name}"`
      : `no runtime is selected for model "${model.name}" on its own`,
    named === undefined
      ? [
          omitted > 0
            ? `see every runtime and its reason: ome runtime suggest ${model.name} --all${inNamespace(model)}`
            : 'see what the runtimes take: ome get runtimes',
          `make one for it: ome create runtime --from-template vllm --for ${model.name} --name ${model.name}-vllm${inNamespace(model)}`,
        ]
      : [`name one that fits: ome deploy ${model.name} --runtime ${named}${inNamespace(model)}`],
  )
}

const inScope = <Item extends Named>(items: readonly Item[], scope: SuggestInput['scope']): readonly Item[] =>
  scope === undefined ? items : items.filter((item) => item.scope === scope)

function machinesOf(facts: ClusterFacts, accelerator: string | undefined): Machines | undefined {
  const {nodes, used} = facts
  if (!nodes || !used) return undefined
  if (accelerator === undefined) return {nodes, used}
  const found = facts.accelerators.find(({name}) => name.toLowerCase() === accelerator.toLowerCase())
  if (!found) {
    const names = facts.accelerators.map(({name}) => name)
    throw new OmeError(
      'not-found',
      `accelerator "${accelerator}" not found`,
      names.length > 0 ? [`there are: ${names.join(', ')}`] : ['list what the nodes have: ome get accelerators'],
    )
  }
  return {nodes: nodes.filter(({name}) => found.nodes.includes(name)), used}
}

function noModel({model, namespace}: SuggestInput, models: readonly Model[]): OmeError {
  return new OmeError(
    'not-found',
    `model "${model}" not found in namespace "${namespace}" or for the whole cluster`,
    models.length > 0
      ? [
          ...didYouMean(
            model,
            models.map(({name}) => name),
          ),
          'list what is there: ome get models',
        ]
      : ['import one: ome import hf ID'],
  )
}
