import {kaitoObjectWords} from '@ome/kaito/kaito-nouns'
import {Args, Flags} from '@ome/sdk/command'
import {duration, namespaced, output, scope, selector, write} from '@ome/sdk/flags'
import {backendNames, type OwnFlags} from './domain/backend.ts'
import {priceFlags, recreateFlag} from './kaito-change/flags.ts'
import {logLevels} from './observe/domain/log-record.ts'
import {temperature} from './reach/domain/temperature.ts'

/** `service NAME`, `service/NAME` or a lone NAME. */
export const serviceOperand = {
  service: Args.string({required: true, description: 'service NAME, service/NAME or NAME'}),
  name: Args.string({description: 'name of the service', hidden: true}),
}

/** Several services, or those that labels select. */
export const servicesOperand = {
  service: Args.string({description: 'service NAME..., service/NAME or NAME', multiple: true}),
}

/** Who it is for, where a cluster has both. */
export const backend = {
  backend: Flags.option({options: backendNames})({
    description: 'who serves it, where the cluster has both OME and KAITO',
  }),
}

const services = ['inferenceservices.ome.io']

export const serviceCompletions = {
  args: {service: {object: {nouns: {service: services}, alias: {services: 'service'}, lone: services}}},
}

/** Services of OME and what KAITO runs. */
export const servedCompletions = {
  args: {
    service: {
      object: {
        nouns: {service: services, ...kaitoObjectWords.nouns},
        alias: {services: 'service', ...kaitoObjectWords.alias},
        lone: services,
      },
    },
  },
}

/** What KAITO runs, for verbs that OME has in other words. */
export const kaitoCompletions = {args: {object: {object: kaitoObjectWords}}}

export const scaleFlags = {
  ...namespaced,
  ...backend,
  replicas: Flags.integer({description: 'fixed number of replicas; 0 stops the service', min: 0}),
  min: Flags.integer({description: 'least number of replicas', min: 0}),
  max: Flags.integer({description: 'greatest number of replicas', min: 1}),
  component: Flags.option({options: ['engine', 'decoder', 'router'] as const})({
    description: 'part of the service to scale; the engine when not given',
  }),
  strict: Flags.boolean({description: 'too few free GPUs is an error'}),
  convert: Flags.boolean({description: 'make an InferenceSet of a Workspace, beside it', helpGroup: 'KAITO'}),
  force: Flags.boolean({description: 'scale also what KEDA scales', helpGroup: 'KAITO'}),
  ...priceFlags,
  ...write,
}

/** Flags of `scale` that one backend alone knows. */
export const scaleFlagsOf: OwnFlags = {
  ome: ['min', 'max', 'component', 'strict'],
  kaito: ['convert', 'force', ...Object.keys(priceFlags)],
}

export const replicaFlags = {
  replica: Flags.string({description: 'one replica: its number by age, from 1, or the name of a pod'}),
  component: Flags.option({options: ['engine', 'decoder', 'router'] as const})({
    description: 'pods of one part of the service',
  }),
}

export const logFlags = {
  ...namespaced,
  ...backend,
  follow: Flags.boolean({char: 'f', description: 'go on printing what is new'}),
  ...replicaFlags,
  replica: Flags.string({
    description: 'one replica: its number by age, from 1, or the name of a pod',
    aliases: ['pod'],
  }),
  container: Flags.string({description: 'another container than the main one, such as an init container'}),
  level: Flags.option({options: logLevels})({description: 'lines of this level and above, tracebacks included'}),
  since: duration({description: 'lines not older than this'}),
  tail: Flags.integer({description: 'last lines of each pod', min: 0}),
  previous: Flags.boolean({char: 'p', description: 'of the run before the last restart', exclusive: ['follow']}),
  grep: Flags.string({description: 'lines that match this regular expression'}),
}

export const logCompletions = {
  ...servedCompletions,
  flags: {
    replica: {resource: 'pods'},
    since: {values: ['5m', '10m', '1h']},
    tail: {values: ['20', '100', '1000']},
  },
}

export const chatFlags = {
  ...namespaced,
  ...backend,
  ...output,
  system: Flags.string({description: 'instruction that stands before the conversation'}),
  model: Flags.string({description: 'name the engine serves under; the first one it lists when absent'}),
  'max-tokens': Flags.integer({description: 'longest answer, in tokens', min: 1}),
  temperature: Flags.custom<number>({parse: async (text) => temperature(text), helpValue: '0.7'})({
    description: 'randomness, 0 to 2',
  }),
}

export const updateFlags = {
  ...scope,
  ...backend,
  ...selector,
  all: Flags.boolean({description: 'every service of the namespace', exclusive: ['selector']}),
  model: Flags.string({description: 'model to serve from now on'}),
  runtime: Flags.string({description: 'runtime to use from now on'}),
  set: Flags.string({
    description: 'another field; may be repeated',
    helpValue: 'FIELD=VALUE',
    multiple: true,
    multipleNonGreedy: true,
  }),
  rollout: Flags.option({options: ['progressive', 'recreate'] as const})({
    description: 'progressive: one pod more at a time, none missing; recreate: all at once',
  }),
  'wait-model': Flags.boolean({description: 'change although no node has the model yet'}),
  ...recreateFlag,
  restart: Flags.boolean({
    description: 'start what runs anew, one pod after the other: it reads its ConfigMap again',
    helpGroup: 'KAITO',
  }),
  roll: Flags.boolean({description: 'replace the replicas of an InferenceSet, one by one', helpGroup: 'KAITO'}),
  ...write,
}

/** Flags of `update` that one backend alone knows. */
export const updateFlagsOf: OwnFlags = {
  ome: ['selector', 'all', 'rollout', 'wait-model'],
  kaito: ['recreate', 'restart', 'roll'],
}

export const updateCompletions = {
  ...servedCompletions,
  flags: {
    model: {resource: ['clusterbasemodels.ome.io', 'basemodels.ome.io']},
    runtime: {resource: ['clusterservingruntimes.ome.io', 'servingruntimes.ome.io']},
    set: {values: ['replicas=', 'min=', 'max=', 'env.']},
  },
}
