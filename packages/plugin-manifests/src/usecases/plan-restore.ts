import type {ClusterObjects} from '@ome/inference-model/manifests/manifest'
import {planApply} from '@ome/inference-model/manifests/plan-apply'
import type {ManifestWriter} from '@ome/inference-model/manifests/writer'
import {OmeError} from '@ome/sdk/errors'
import type {KubeObject} from '@ome/sdk/kube'
import type {Change, Plan} from '@ome/sdk/plan'
import {type Backup, checkNamespaceMap, inNamespaces, inRestoreOrder, ofKinds} from '../domain/backup.ts'
import {withSecretTextsOf} from '../domain/secret-texts.ts'
import {refuseUntried} from './validate-manifests.ts'

export interface PlanRestore {
  readonly backup: Backup
  /** For messages: the file it was read from. */
  readonly source: string
  /** Our nouns or kinds of objects to restore; absent: all. */
  readonly only?: readonly string[] | undefined
  readonly namespaceMap: Readonly<Record<string, string>>
  /** What happens to objects that are there and differ. */
  readonly existing: 'overwrite' | 'skip' | 'fail'
}

interface Ports {
  readonly objects: ClusterObjects
  readonly writer: ManifestWriter
}

/** What a restore would change. It always asks: an object that was deleted on purpose comes back. */
export async function planRestore(ports: Ports, ask: PlanRestore): Promise<Plan> {
  const {backup, source, only, namespaceMap, existing} = ask
  const all = [...backup.objects, ...backup.secrets]
  const chosen = only === undefined ? all : ofKinds(all, only, source)
  if (chosen.length === 0) throw new OmeError('not-found', `${source} holds none of what was asked for`)
  checkNamespaceMap(chosen, namespaceMap, source)
  const objects = inRestoreOrder(inNamespaces(chosen, namespaceMap))
  const manifests = objects.map((object) => ({object, source}))
  // A backup holds no secret that stands in an object as text: what is there keeps its own.
  const plan = await planApply(ports, {manifests, namespace: 'default', conflicts: 'take', complete: withSecretTextsOf})
  const changes = plan.changes.map((change) => settled(change, existing))
  await refuseUntried(ports.objects, plan, {manifests, namespace: 'default'})
  const changing = changes.filter(({action}) => action !== 'unchanged')
  const question = [`Restore ${changing.length} of ${changes.length} objects?`, existing === 'overwrite' && plan.asks]
    .filter(Boolean)
    .join(' ')
  const notes = [
    ...(backup.sealed ? ['the secrets of this backup are left out: they need its passphrase (--passphrase-file)'] : []),
    ...downloads(changing, objects),
  ]
  return {changes, notes, ...(changing.length > 0 ? {asks: question} : {})}
}

function settled(change: Change, existing: PlanRestore['existing']): Change {
  if (change.action !== 'update' || existing === 'overwrite') return change
  const {kind, name, namespace} = change.object
  if (existing === 'skip') return {action: 'unchanged', object: change.object, reason: 'is there and differs: kept'}
  const where = namespace === undefined ? '' : ` in ${namespace}`
  throw new OmeError('conflict', `${kind.toLowerCase()}/${name}${where} is there and differs from the backup`, [
    'keep what is there: --existing skip',
    'put the backup in its place: --existing overwrite',
  ])
}

/** Files that are on the nodes or on a claim stay where they are. */
function downloads(changing: readonly Change[], objects: readonly KubeObject[]): readonly string[] {
  const models = changing.filter(({action, object}) => action === 'create' && object.kind.endsWith('BaseModel'))
  const sources = models.flatMap(({object: {kind, name}}) => {
    const uri: unknown = objects.find((each) => each.kind === kind && each.metadata.name === name)?.['spec']?.storage
      ?.storageUri
    if (typeof uri !== 'string') return [`${name} (no address)`]
    return /^(local|pvc):/.test(uri) ? [] : [`${name} (${uri})`]
  })
  if (sources.length === 0) return []
  const count = sources.length === 1 ? 'a model' : `${sources.length} models`
  return [`nodes will download ${count} again: ${sources.join(', ')}`]
}
