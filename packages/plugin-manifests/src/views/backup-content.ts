import type {KubeObject} from '@ome/sdk/kube'
import type {View} from '@ome/sdk/view'

export const backupContent: View<readonly KubeObject[]> = {
  kind: 'BackupContentList',
  columns: [
    {header: 'KIND', value: ({kind}) => kind},
    {header: 'NAMESPACE', value: ({metadata}) => metadata.namespace ?? '-'},
    {header: 'NAME', value: ({metadata}) => metadata.name},
  ],
  json: ({apiVersion, kind, metadata: {name, namespace}}) => ({apiVersion, kind, name, namespace: namespace ?? null}),
  name: ({kind, metadata}) => `${kind.toLowerCase()}/${metadata.name}`,
  empty: 'the backup is empty',
}
