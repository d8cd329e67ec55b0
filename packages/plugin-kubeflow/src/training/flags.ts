import {usdFrom} from '@ome/pricing/usd'
import {Args, Flags} from '@ome/sdk/command'
import {duration, namespaced, write} from '@ome/sdk/flags'
import {inNamespaces} from '../flags.ts'

export const jobOperand = {
  job: Args.string({required: true, description: 'training job: its name, or kind/name as in pytorchjob/old-resnet'}),
}

const jobResources = [
  'trainjobs.trainer.kubeflow.org',
  'pytorchjobs.kubeflow.org',
  'tfjobs.kubeflow.org',
  'mpijobs.kubeflow.org',
  'xgboostjobs.kubeflow.org',
  'paddlejobs.kubeflow.org',
  'jaxjobs.kubeflow.org',
]

export const jobCompletions = {args: {job: {resource: jobResources}}, flags: inNamespaces}

const {wait: _wait, timeout: _timeout, ...writing} = write

export const trainArgs = {
  name: Args.string({required: true, description: 'name of the job; it wins over that in the file'}),
  file: Args.string({required: true, description: 'TrainJob, PyTorchJob or few words in YAML or JSON; - reads stdin'}),
}

export const trainFlags = {
  ...namespaced,
  ...writing,
  wait: Flags.boolean({
    description: 'wait until it has ended: 3 when it fails',
    helpGroup: 'WRITE',
    exclusive: ['follow'],
  }),
  follow: Flags.boolean({
    char: 'f',
    description: 'print what all ranks write until it has ended: 3 when it fails',
    helpGroup: 'WRITE',
  }),
  timeout: duration({
    description: 'how long to wait; without end when not given',
    dependsOn: ['wait'],
    helpGroup: 'WRITE',
  }),
  price: Flags.custom<number>({parse: async (text) => usdFrom(text), helpValue: 'USD'})({
    description: 'what one GPU costs an hour, whatever others say',
  }),
  prices: Flags.file({description: 'your own prices', helpValue: 'FILE'}),
}

export const trainCompletions = {args: {file: {files: ['yaml', 'yml', 'json']}}, flags: inNamespaces}

export const suspendFlags = {...namespaced, ...writing}

export const logFlags = {
  ...namespaced,
  follow: Flags.boolean({char: 'f', description: 'go on until the job has ended'}),
  rank: Flags.integer({description: 'one rank alone', min: 0, exclusive: ['ranks']}),
  ranks: Flags.string({description: 'several ranks alone', helpValue: '0-3,8'}),
  since: duration({description: 'lines not older than this'}),
  tail: Flags.integer({description: 'last lines of each pod', min: 0}),
  grep: Flags.string({description: 'lines that match this regular expression'}),
  timestamps: Flags.boolean({description: 'show when each line was written'}),
  output: Flags.option({options: ['json'] as const, char: 'o'})({description: 'one JSON document per line'}),
}

export const logCompletions = {
  ...jobCompletions,
  flags: {...inNamespaces, since: {values: ['5m', '10m', '1h']}, tail: {values: ['20', '100', '1000']}},
}
