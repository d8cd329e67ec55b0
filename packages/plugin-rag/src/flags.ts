import {Args, Flags} from '@ome/sdk/command'
import {fleet, namespaced, output} from '@ome/sdk/flags'

export const engineOperand = {
  name: Args.string({required: true, description: 'name of the RAG engine'}),
}

export const engineNames = {resource: 'ragengines.kaito.sh'} as const
export const engineCompletions = {args: {name: engineNames}}

/** How the service of an engine is reached. */
export const reach = {
  ...namespaced,
  via: Flags.option({options: ['proxy', 'port-forward'] as const})({
    description: "way to the service: the API server's proxy, or a tunnel to its pod",
    default: 'proxy',
  }),
  url: Flags.string({description: 'address of the service itself, without the API server', helpValue: 'URL'}),
}

export const indexFlag = {
  index: Flags.string({description: 'index; without it the only one there is, else "default"'}),
}

export const readFlags = {...reach, ...indexFlag, ...output}

/** `--cluster A,B|all`; an address is that of one service. */
export const everywhere = {cluster: {...fleet.cluster, exclusive: ['url']}}

export const yes = {
  yes: Flags.boolean({char: 'y', description: 'do not ask', env: 'OME_YES', helpGroup: 'WRITE'}),
}
