import type {View} from '@ome/sdk/view'
import type {Identity} from '../domain/identity.ts'

const origins: Readonly<Record<Identity['idFrom'], string>> = {
  setting: 'setting gateway.user',
  profile: 'owner of a profile',
  cluster: 'as in the cluster',
}

export const identityView: View<Identity> = {
  kind: 'KubeflowIdentity',
  blocks: ({user, groups, kubeflowId, idFrom, role, roleFrom, namespace, tier, owns, isAdmin}) => [
    {
      type: 'fields',
      rows: [
        {label: 'User', value: user},
        {
          label: 'Kubeflow id',
          value: `${kubeflowId} (${origins[idFrom]}${kubeflowId === user ? '' : ', differs from the user'})`,
          ...(kubeflowId !== user && {tone: 'warn' as const}),
        },
        {label: 'Role', value: `${role} in namespace ${namespace} (from ${roleFrom})`},
        {label: 'Tier', value: tier},
        {label: 'Groups', value: groups.join(', ')},
        ...(owns.length === 0 ? [] : [{label: 'Owns', value: owns.join(', ')}]),
        ...(isAdmin === undefined ? [] : [{label: 'Kubeflow admin', value: isAdmin ? 'yes' : 'no'}]),
      ],
    },
  ],
  json: ({isAdmin, ...rest}) => ({...rest, differs: rest.kubeflowId !== rest.user, isAdmin: isAdmin ?? null}),
}
