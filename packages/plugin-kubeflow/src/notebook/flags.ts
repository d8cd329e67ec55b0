import {Args, Flags} from '@ome/sdk/command'
import {namespaced, write} from '@ome/sdk/flags'
import type {Completions} from '@ome/sdk/need'
import {inNamespaces} from '../flags.ts'
import {notebookKinds} from './domain/notebook.ts'

export const notebookName = {
  name: Args.string({description: 'name of a notebook or workspace, or KIND/NAME', required: true}),
}

export const ofKind = {
  kind: Flags.option({options: notebookKinds})({description: 'the one of this kind, where both have the name'}),
}

const {diff: _diff, ...writes} = write
export const switching = {...namespaced, ...ofKind, ...writes}

export const notebookCompletions = {
  args: {name: {resource: ['notebooks.kubeflow.org', 'workspaces.kubeflow.org']}},
  flags: inNamespaces,
} satisfies Completions
