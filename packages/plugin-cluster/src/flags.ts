import {Args, Flags} from '@ome/sdk/command'
import {duration, follow, lookTimeout, namespaced, output, scope, selector, watch, write} from '@ome/sdk/flags'

export const nounOperands = {
  resources: Args.string({
    multiple: true,
    description:
      'services, models, runtimes, accelerators or any resource of the cluster, then names; several as pods,svc or NOUN/NAME',
  }),
}

export const doomedOperands = {
  resources: Args.string({multiple: true, description: 'a noun and names, or NOUN/NAME; several nouns as pods,svc'}),
}

const models = ['clusterbasemodels.ome.io', 'basemodels.ome.io']
const runtimes = ['clusterservingruntimes.ome.io', 'servingruntimes.ome.io']

const object = {
  nouns: {
    services: ['inferenceservices.ome.io'],
    models,
    runtimes,
    accelerators: ['acceleratorclasses.ome.io'],
  },
  alias: {service: 'services', model: 'models', runtime: 'runtimes', accelerator: 'accelerators'},
  others: true,
}

export const nounCompletions = {args: {resource: {object}}}
export const nounsCompletions = {args: {resources: {object}}}

export const eventCompletions = {...nounCompletions, flags: {since: {values: ['5m', '10m', '1h']}}}

export const getCompletions = {
  ...nounsCompletions,
  flags: {
    'field-selector': {values: ['metadata.name=', 'status.phase=Pending', 'status.phase=Running', 'spec.nodeName=']},
    'sort-by': {values: ['.metadata.name', '.metadata.creationTimestamp']},
  },
}

export const modelScope = {
  scope: Flags.option({options: ['namespace', 'cluster'] as const})({
    description: 'models and runtimes of the namespace only, or of the whole cluster only',
  }),
}

const ignoreNotFound = Flags.boolean({description: 'succeed although a named object does not exist'})

export const getFlags = {
  ...scope,
  ...selector,
  'field-selector': Flags.string({description: 'fields to select by', helpValue: 'status.phase=Running'}),
  ...modelScope,
  ...output,
  ...watch,
  ...lookTimeout('watch'),
  export: Flags.boolean({description: 'print the objects as YAML, as somebody would have written them'}),
  'as-is': Flags.boolean({
    description: 'with --export: keep all that the model agent filled in, not only what runtimes are chosen by',
    dependsOn: ['export'],
  }),
  'chunk-size': Flags.integer({
    description: 'objects of one request, 500 when not given; 0 asks for all at once',
    min: 0,
  }),
  'sort-by': Flags.string({description: 'order by a field of the JSON output', helpValue: '.status'}),
  'ignore-not-found': ignoreNotFound,
  'no-headers': Flags.boolean({description: 'print no column headers'}),
  'show-kind': Flags.boolean({description: 'print the kind in front of names'}),
  'show-labels': Flags.boolean({description: 'print all labels in a last column'}),
  'label-columns': Flags.string({
    char: 'L',
    description: 'labels to print in columns of their own',
    multiple: true,
    multipleNonGreedy: true,
    delimiter: ',',
  }),
  'show-managed-fields': Flags.boolean({description: 'keep managedFields in JSON and YAML'}),
}

export const eventFlags = {
  ...scope,
  ...modelScope,
  ...output,
  ...follow,
  ...lookTimeout('follow'),
  since: duration({description: 'events not older than this'}),
}

export const deleteFlags = {
  ...namespaced,
  ...selector,
  ...modelScope,
  all: Flags.boolean({description: 'every object of the noun in the namespace', exclusive: ['selector']}),
  filename: Flags.string({
    char: 'f',
    description: 'file or folder with the objects to delete; - is stdin',
    exclusive: ['selector', 'all'],
  }),
  force: Flags.boolean({description: 'delete models, runtimes and accelerators although services use them'}),
  'ignore-not-found': ignoreNotFound,
  ...write,
}

/** What was asked of `get`, in the words of the use cases. */
export interface GetAsk {
  readonly namespace: string | undefined
  readonly selector: string | undefined
  readonly fieldSelector: string | undefined
  readonly scope: 'namespace' | 'cluster' | undefined
  readonly output: string | undefined
  readonly sortBy: string | undefined
  readonly pageSize: number | undefined
  /** Objects as somebody would have written them. */
  readonly clean: {readonly asIs: boolean} | undefined
  readonly follow: boolean
  readonly ignoreNotFound: boolean
  readonly noHeaders: boolean
  readonly showKind: boolean
  readonly showLabels: boolean
  readonly showManagedFields: boolean
  readonly labelColumns: readonly string[]
}

type GetFlags = {readonly [Name in keyof typeof getFlags]?: unknown} & {
  readonly selector?: string | undefined
  readonly 'field-selector'?: string | undefined
  readonly scope?: 'namespace' | 'cluster' | undefined
  readonly output?: string | undefined
  readonly 'sort-by'?: string | undefined
  readonly 'chunk-size'?: number | undefined
  readonly 'label-columns'?: readonly string[] | undefined
}

export const askOf = (flags: GetFlags, namespace: string | undefined): GetAsk => ({
  namespace,
  selector: flags.selector,
  fieldSelector: flags['field-selector'],
  scope: flags.scope,
  output: flags.output,
  sortBy: flags['sort-by'],
  pageSize: flags['chunk-size'],
  clean: flags.export === true ? {asIs: flags['as-is'] === true} : undefined,
  follow: flags.watch === true,
  ignoreNotFound: flags['ignore-not-found'] === true,
  noHeaders: flags['no-headers'] === true,
  showKind: flags['show-kind'] === true,
  showLabels: flags['show-labels'] === true,
  showManagedFields: flags['show-managed-fields'] === true,
  labelColumns: flags['label-columns'] ?? [],
})

export const waitFlags = {
  for: Flags.string({
    description: 'what to wait for',
    helpValue: 'ready|delete|create|condition=NAME[=VALUE]|jsonpath={PATH}[=VALUE]',
    default: 'ready',
  }),
  ...scope,
  ...selector,
  ...modelScope,
  all: Flags.boolean({description: 'every object of the noun in the namespace', exclusive: ['selector']}),
  timeout: duration({
    description: 'how long to wait; 20m when not given',
    default: async () => 1_200_000,
    noCacheDefault: true,
  }),
}
