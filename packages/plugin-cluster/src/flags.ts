import {Args, Flags} from '@ome/sdk/command'
import {output, scope, selector, watch} from '@ome/sdk/flags'

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

export const getFlags = {
  ...scope,
  ...selector,
  ...modelScope,
  ...output,
  ...watch,
  export: Flags.boolean({description: 'print the objects as YAML, as somebody would have written them'}),
  'as-is': Flags.boolean({description: 'with --export: keep what the model agent filled in', dependsOn: ['export']}),
  'sort-by': Flags.string({description: 'order by a field of the JSON output', helpValue: '.status'}),
}
