import {Flags} from '@ome/sdk/command'
import {OmeError} from '@ome/sdk/errors'
import {fleet, namespaced, write} from '@ome/sdk/flags'
import type {OwnFlags} from '../domain/backend.ts'
import {backend, serviceCompletions} from '../flags.ts'
import {kaitoDeployFlags} from '../kaito-change/flags.ts'
import {metricNames} from './domain/autoscaling.ts'

const single = {exclusive: ['batch']}

const canary = {
  canary: Flags.boolean({
    description: 'put it beside the service that is there, for a share of its requests',
    ...single,
  }),
  'traffic-split': Flags.string({
    description: 'shares of the old and the new version; prev:90,canary:10 when not given',
    helpValue: 'prev:90,canary:10',
    dependsOn: ['canary'],
  }),
  'split-by': Flags.option({options: ['gateway', 'replicas'] as const})({
    description: 'what splits the requests of a service of Deployments; the gateway when not given',
    dependsOn: ['canary'],
  }),
}

const replicas = {
  replicas: Flags.integer({description: 'fixed number of replicas', min: 1}),
  autoscale: Flags.boolean({description: 'let an autoscaler choose the number of replicas', allowNo: true}),
  'min-replicas': Flags.integer({description: 'least number of replicas', min: 0}),
  'max-replicas': Flags.integer({description: 'greatest number of replicas', min: 1}),
}

export const deployFlags = {
  ...namespaced,
  ...backend,
  ...fleet,
  name: Flags.string({description: "name of the service; the model's name when absent", ...single}),
  scope: Flags.option({options: ['namespace', 'cluster'] as const})({
    description: 'which model, when both scopes have the name',
  }),
  runtime: Flags.string({
    description: 'runtime to use instead of the one that is chosen; for KAITO vllm or transformers',
    ...single,
  }),
  accelerator: Flags.string({description: 'accelerator class to run on'}),
  ...replicas,
  monitoring: Flags.boolean({description: 'have Prometheus scrape the engine', allowNo: true}),
  env: Flags.string({
    description: 'environment variable of the engine, NAME=VALUE',
    multiple: true,
    multipleNonGreedy: true,
  }),
  label: Flags.string({description: 'label of the service, KEY=VALUE', multiple: true, multipleNonGreedy: true}),
  pd: Flags.boolean({description: 'run prefill and decode apart: take a runtime that has a decoder'}),
  mode: Flags.option({options: ['RawDeployment', 'OMENative'] as const})({
    description: 'how it runs, from OME v1.3 on',
  }),
  filename: Flags.string({
    char: 'f',
    description: 'manifest of a service that the flags change',
    helpValue: 'FILE',
    ...single,
  }),
  batch: Flags.string({description: 'file with services: [{model, name, …}]', helpValue: 'FILE'}),
  parallel: Flags.integer({
    description: 'services that are written at once; 4 when not given',
    min: 1,
    max: 64,
    dependsOn: ['batch'],
  }),
  ...canary,
  strict: Flags.boolean({description: 'too few free GPUs is an error'}),
  'wait-model': Flags.boolean({description: 'deploy although no node has the model yet'}),
  ...kaitoDeployFlags,
  ...write,
}

/** Flags that one backend alone knows. */
export const deployFlagsOf: OwnFlags = {
  ome: [
    ...['scope', 'accelerator', 'monitoring', 'env', 'pd', 'mode', 'filename', 'batch', 'parallel'],
    ...['canary', 'traffic-split', 'split-by', 'strict', 'wait-model'],
  ],
  kaito: [...Object.keys(kaitoDeployFlags), 'cluster'],
}

export const deployCompletions = {
  args: {model: {resource: ['clusterbasemodels.ome.io', 'basemodels.ome.io']}},
  flags: {
    runtime: {resource: ['clusterservingruntimes.ome.io', 'servingruntimes.ome.io']},
    accelerator: {resource: 'acceleratorclasses.ome.io'},
    filename: {files: ['yaml', 'yml', 'json']},
    batch: {files: ['yaml', 'yml', 'json']},
    'traffic-split': {values: ['prev:90,canary:10', 'prev:50,canary:50']},
  },
}

const positive = Flags.custom<number>({
  async parse(input) {
    const value = Number(input)
    if (input.trim() !== '' && Number.isFinite(value)) return value
    throw new OmeError('usage', `"${input}" is not a number`)
  },
})

const address = Flags.custom<string>({
  async parse(input) {
    if (URL.canParse(input) && /^https?:$/.test(new URL(input).protocol)) return input
    throw new OmeError('usage', `"${input}" is no http or https URL`)
  },
})

export const autoscaleFlags = {
  ...namespaced,
  metric: Flags.string({description: `what the replicas follow: ${metricNames.join(', ')}`}),
  target: positive({description: 'how much of it one replica may have', helpValue: '100'}),
  min: Flags.integer({description: 'least number of replicas', min: 0}),
  max: Flags.integer({description: 'greatest number of replicas', min: 1}),
  off: Flags.boolean({description: 'keep the number of replicas as it is now'}),
  prometheus: address({description: 'where KEDA reaches Prometheus in the cluster', helpValue: 'URL'}),
  ...write,
}

export const autoscaleCompletions = {...serviceCompletions, flags: {metric: {values: metricNames}}}
