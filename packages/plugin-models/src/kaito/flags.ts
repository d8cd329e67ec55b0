import {kaitoModels} from '@ome/capacity/kaito-models'
import {kaitoClouds, nodeModes} from '@ome/kaito/operator-profile'
import {tuningMethods} from '@ome/kaito/training-config'
import {Flags} from '@ome/sdk/command'
import {nameOf} from './domain/catalogue.ts'
import type {OwnFlags} from './domain/own-flags.ts'

const own = {helpGroup: 'KAITO'}

export const catalog = {
  catalog: Flags.option({options: ['ome', 'kaito'] as const})({
    description: 'models of the cluster and the hub, or those KAITO knows',
  }),
}

/** Whose instance types, and whose prices. */
export const marketFlags = {
  cloud: Flags.option({options: kaitoClouds})({description: "cloud of the operator's instance types", ...own}),
  'node-mode': Flags.option({options: nodeModes})({description: 'who makes the nodes', ...own}),
  'operator-version': Flags.string({description: 'version of the operator', helpValue: '0.12', ...own}),
  prices: Flags.string({description: 'own prices per instance type', helpValue: 'FILE', ...own}),
  online: Flags.boolean({
    description: 'ask the clouds for their price lists, and the Hub for models outside of the catalogue',
    ...own,
  }),
}

export const region = {region: Flags.string({description: 'region of the prices'})}

export const engineRuntime = {
  runtime: Flags.option({options: ['vllm', 'transformers'] as const})({description: 'engine that runs it', ...own}),
}

export const method = {
  method: Flags.option({options: tuningMethods})({description: 'for tuning instead of serving', ...own}),
}

export const admission = {
  admission: Flags.boolean({description: 'ask the admission of the cluster, too; nothing is created', ...own}),
}

export const maxNodes = {
  'max-nodes': Flags.integer({description: 'most nodes it may take', min: 1, ...own}),
}

/** What a model is checked for. */
export const validateFlags = {
  'instance-type': Flags.string({
    description: 'machine it shall run on; all of the cloud when not given',
    ...own,
  }),
  'context-length': Flags.integer({description: 'tokens of context', min: 1, ...own}),
  ...engineRuntime,
  ...maxNodes,
  ...method,
  ...admission,
  ...region,
  ...marketFlags,
}

/** Which models of the catalogue are listed. */
export const listFilters = {
  tunable: Flags.boolean({description: 'models that KAITO can tune', ...own}),
  fits: Flags.string({description: 'models that one machine of this type holds', helpValue: 'TYPE', ...own}),
  refresh: Flags.string({description: 'the catalogue of a newer KAITO', helpValue: 'FILE|URL', ...own}),
}

export const kaitoNames = {values: kaitoModels().map(nameOf)}

const market = Object.keys(marketFlags)

export const listOwn: OwnFlags = {
  ome: ['selector', 'scope', 'watch', 'all-namespaces'],
  kaito: ['tunable', 'fits', 'refresh', 'runtime', 'region', ...market],
}
export const describeOwn: OwnFlags = {ome: ['scope'], kaito: ['runtime-params', 'region', ...market]}
export const estimateOwn: OwnFlags = {
  ome: ['scope', 'weights', 'accelerator', 'all'],
  kaito: ['replicas', 'method', 'cost', ...market],
}
export const validateOwn: OwnFlags = {
  ome: ['scope'],
  kaito: ['instance-type', 'context-length', 'runtime', 'max-nodes', 'method', 'region', 'admission', ...market],
}
