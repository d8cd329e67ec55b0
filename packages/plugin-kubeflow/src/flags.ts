import {Args} from '@ome/sdk/command'
import {interval, namespaced, output, scope, watch, write} from '@ome/sdk/flags'
import type {Completions} from '@ome/sdk/need'
import {components, kubeflowKinds} from './domain/kubeflow-kind.ts'

export const component = {
  component: Args.string({description: `one of ${components.join(', ')}; all when absent`}),
}

export const listing = {
  ...scope,
  ...output,
  ...watch,
  interval: interval({description: 'time between two looks'}),
}

export const inNamespaces = {namespace: {from: 'namespaces' as const}}

/** `kind/name` and bare names. */
export const objectCompletions = {
  nouns: Object.fromEntries(kubeflowKinds.map(({word, resource}) => [word, [`${resource.plural}.${resource.group}`]])),
} satisfies Extract<NonNullable<Completions['args']>[string], {object: unknown}>['object']

export const componentCompletions = {
  args: {component: {values: [...components]}},
  flags: inNamespaces,
} satisfies Completions

const {diff: _diff, ...writes} = write
export const removal = {...namespaced, ...writes}
