import {Args} from '@ome/sdk/command'
import {kubeflowKinds} from '../domain/kubeflow-kind.ts'
import {hasPods} from '../domain/object-pod.ts'
import {inNamespaces} from '../flags.ts'

const resources = kubeflowKinds.filter(hasPods).map(({resource}) => `${resource.plural}.${resource.group}`)

export const target = {
  object: Args.string({description: 'a name, KIND/NAME, or a component with one object', required: true}),
  container: Args.string({description: 'container; the one that does the work when absent'}),
}

export const targetCompletions = {args: {object: {resource: resources}}, flags: inNamespaces}
