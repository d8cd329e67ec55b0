import {kaitoObjectWords} from '@ome/kaito/kaito-nouns'
import {kaitoClouds, nodeModes} from '@ome/kaito/operator-profile'
import {Args, Flags} from '@ome/sdk/command'

/** What is said of the operator where it does not say it itself. */
export const profileFlags = {
  cloud: Flags.option({options: kaitoClouds})({
    description: "cloud of the operator's instance types",
    helpGroup: 'KAITO',
  }),
  'node-mode': Flags.option({options: nodeModes})({description: 'who makes the nodes', helpGroup: 'KAITO'}),
  'operator-version': Flags.string({description: 'version of the operator', helpValue: '0.12', helpGroup: 'KAITO'}),
}

/** Where prices are of, and who states them. */
export const priceFlags = {
  region: Flags.string({description: 'region of the prices; that of the nodes when not given', helpGroup: 'KAITO'}),
  prices: Flags.string({description: 'own prices per instance type', helpValue: 'FILE', helpGroup: 'KAITO'}),
  online: Flags.boolean({description: 'ask the clouds for their price lists', helpGroup: 'KAITO'}),
}

const own = {helpGroup: 'KAITO'}
const several = {multiple: true, multipleNonGreedy: true, ...own} as const

/** Flags of `deploy` for KAITO alone. */
export const kaitoDeployFlags = {
  kind: Flags.option({options: ['workspace', 'inferenceset'] as const})({
    description: 'what is made; an InferenceSet for several replicas',
    ...own,
  }),
  'instance-type': Flags.string({
    description: 'machine to run on; the cheapest that holds the model when not given',
    ...own,
  }),
  adapter: Flags.string({
    description: 'adapter to serve beside the model: IMAGE or pvc://CLAIM',
    helpValue: 'SOURCE',
    ...several,
  }),
  'adapter-strength': Flags.string({description: 'how much the adapters count, 0 to 1', ...own}),
  config: Flags.string({
    description: 'settings of the engine: a ConfigMap, or a file one is made of',
    helpValue: 'NAME|FILE',
    ...own,
  }),
  'model-access-secret': Flags.string({description: 'secret with HF_TOKEN, for models with a licence', ...own}),
  'max-nodes': Flags.integer({
    description: 'most nodes of a replica; KAITO computes how many it takes',
    min: 1,
    ...own,
  }),
  gpus: Flags.integer({description: 'GPUs of a replica over all its nodes', min: 1, ...own}),
  'require-gates': Flags.string({
    description: 'gates of the operator that have to be so',
    helpValue: 'GATE=true,…',
    ...own,
  }),
  'node-selector': Flags.string({description: 'label its nodes have, KEY=VALUE', ...several}),
  'load-balancer': Flags.boolean({description: 'give it an address outside of the cluster', ...own}),
  'no-benchmark': Flags.boolean({description: 'leave out the benchmark at the start', ...own}),
  'performance-mode': Flags.option({options: ['balanced', 'interactivity', 'throughput'] as const})({
    description: 'what vLLM is tuned for',
    ...own,
  }),
  template: Flags.string({description: 'pod template in place of a model', helpValue: 'FILE', ...own}),
  offline: Flags.boolean({description: 'render without cluster and network, with --dry-run=client', ...own}),
  ...profileFlags,
  ...priceFlags,
  online: Flags.boolean({
    description: 'ask the clouds for their price lists, and the Hub for models outside of the catalogue',
    ...own,
  }),
}

/** `NOUN NAME ADAPTER`, `NOUN/NAME ADAPTER` or `NAME ADAPTER`. */
export const adapterOperands = (what: string) => ({
  object: Args.string({required: true, description: 'workspace NAME, inferenceset NAME or NAME'}),
  name: Args.string({description: what}),
  adapter: Args.string({description: what, hidden: true}),
})

export const recreateFlag = {
  recreate: Flags.boolean({
    description: 'delete what runs, so that KAITO makes it again; asked for changes that need it',
    ...own,
  }),
}

const {workspace, inferenceset} = kaitoObjectWords.nouns

export const kaitoCompletions = {
  args: {object: {object: {nouns: {workspace, inferenceset}, alias: kaitoObjectWords.alias, lone: workspace}}},
}
