import type {View} from '@ome/sdk/view'

export interface Whoami {
  readonly user: string
  readonly groups: readonly string[]
  readonly context: string | undefined
  readonly server: string
  readonly namespace: string
  readonly tier: string
}

export const whoamiView: View<Whoami> = {
  kind: 'Identity',
  blocks: ({user, groups, context, server, namespace, tier}) => [
    {
      type: 'fields',
      rows: [
        {label: 'User', value: user},
        {label: 'Groups', value: groups.join(', ')},
        {label: 'Context', value: context},
        {label: 'Server', value: server},
        {label: 'Tier', value: `${tier} in namespace ${namespace}`},
      ],
    },
  ],
  json: ({context, ...rest}) => ({...rest, context: context ?? null}),
}
