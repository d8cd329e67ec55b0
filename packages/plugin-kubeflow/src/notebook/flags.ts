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

export const creating = {
  ...namespaced,
  ...writes,
  image: Flags.string({description: 'image, or the end of the name of one that is offered; an option of the kind'}),
  cpu: Flags.string({description: 'CPUs, such as 2 or 500m', exclusive: ['kind']}),
  memory: Flags.string({description: 'memory, such as 8Gi', exclusive: ['kind']}),
  gpus: Flags.integer({description: 'GPUs', min: 0, default: 0}),
  'gpu-key': Flags.string({description: 'resource of the GPUs, such as amd.com/gpu', exclusive: ['kind']}),
  home: Flags.string({description: 'size of its home volume, or none', helpValue: '5Gi|none', exclusive: ['kind']}),
  config: Flags.string({description: 'label of a PodDefault to hold for it; several times', multiple: true}),
  kind: Flags.string({description: 'kind of a workspace of Notebooks v2, such as jupyterlab'}),
  size: Flags.string({description: 'pod option of the kind', dependsOn: ['kind']}),
}
