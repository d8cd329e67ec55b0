import {Args, Flags} from '@ome/sdk/command'

export const nounOperands = {
  resource: Args.string({
    required: true,
    description: 'services, models, runtimes, accelerators, or any resource of the cluster; also NOUN/NAME',
  }),
  names: Args.string({multiple: true, description: 'names; all when absent'}),
}

export const nounCompletions = {args: {resource: {from: 'resources'}}} as const

export const modelScope = {
  scope: Flags.option({options: ['namespace', 'cluster'] as const})({
    description: 'models and runtimes of the namespace only, or of the whole cluster only',
  }),
}
