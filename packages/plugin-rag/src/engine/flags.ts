import {type KaitoCloud, kaitoClouds, type NodeMode, nodeModes} from '@ome/kaito/operator-profile'
import {Flags} from '@ome/sdk/command'
import {duration, fleet, lookTimeout, namespaced, write} from '@ome/sdk/flags'

export const deployFlags = {
  ...fleet,
  ...namespaced,
  'embedding-model': Flags.string({
    description: 'model of the Hub that embeds texts; BAAI/bge-small-en-v1.5 when absent',
    exclusive: ['embedding-url'],
  }),
  'embedding-url': Flags.string({description: 'service that embeds texts instead', helpValue: 'URL'}),
  'inference-url': Flags.string({
    description: 'address of the model that answers',
    helpValue: 'URL',
    exclusive: ['llm-workspace'],
  }),
  'llm-workspace': Flags.string({description: 'Workspace of KAITO whose model answers'}),
  'context-window': Flags.integer({description: 'tokens that the model holds; asked from it when absent', min: 1}),
  'inference-secret': Flags.string({description: 'Secret with the key LLM_ACCESS_SECRET for the model'}),
  'vector-store': Flags.option({options: ['faiss', 'qdrant'] as const})({
    description: 'where vectors are kept: in the engine, or on a Qdrant server',
    default: 'faiss',
  }),
  'vector-url': Flags.string({description: 'address of the Qdrant server', helpValue: 'URL'}),
  pvc: Flags.string({description: 'volume claim that keeps the index; without it it lives in memory'}),
  'instance-type': Flags.string({description: 'machine made for it; without it it runs where there is room'}),
  prices: Flags.string({description: 'file with your own prices', helpValue: 'FILE'}),
  online: Flags.boolean({description: 'ask the cloud for its prices'}),
  region: Flags.string({description: 'region of the prices; eastus or us-east-1 when absent'}),
  cloud: Flags.option({options: kaitoClouds})({
    description: "cloud of the operator's instance types",
    helpGroup: 'KAITO',
  }),
  'node-mode': Flags.option({options: nodeModes})({description: 'who makes the nodes', helpGroup: 'KAITO'}),
  'operator-version': Flags.string({description: 'version of the operator', helpValue: '0.12', helpGroup: 'KAITO'}),
  offline: Flags.boolean({
    description: 'render without cluster and network, with --dry-run=client',
    exclusive: ['online', 'cluster'],
    helpGroup: 'KAITO',
  }),
  ...write,
}

/** What {@link deployFlags} parse to, as far as they say what the engine is. */
export interface DeployFlags {
  readonly namespace?: string | undefined
  readonly 'embedding-model'?: string | undefined
  readonly 'embedding-url'?: string | undefined
  readonly 'inference-url'?: string | undefined
  readonly 'llm-workspace'?: string | undefined
  readonly 'context-window'?: number | undefined
  readonly 'inference-secret'?: string | undefined
  readonly 'vector-store': 'faiss' | 'qdrant'
  readonly 'vector-url'?: string | undefined
  readonly pvc?: string | undefined
  readonly 'instance-type'?: string | undefined
  readonly prices?: string | undefined
  readonly online?: boolean | undefined
  readonly region?: string | undefined
  readonly cloud?: KaitoCloud | undefined
  readonly 'node-mode'?: NodeMode | undefined
  readonly 'operator-version'?: string | undefined
  readonly offline: boolean
}

export const deployCompletions = {
  flags: {
    'llm-workspace': {resource: 'workspaces.kaito.sh'},
    'inference-secret': {resource: 'secrets'},
    pvc: {resource: 'persistentvolumeclaims'},
    prices: {files: ['*.yaml', '*.yml']},
  },
} as const

export const logFlags = {
  ...namespaced,
  follow: Flags.boolean({char: 'f', description: 'go on printing what is new'}),
  ...lookTimeout('follow'),
  previous: Flags.boolean({char: 'p', description: 'of the run before the last restart', exclusive: ['follow']}),
  since: duration({description: 'lines not older than this'}),
  tail: Flags.integer({description: 'last lines only', min: 0}),
}
