import {OmeError} from '@ome/sdk/errors'
import type {Plan} from '@ome/sdk/plan'
import {type Cluster, modelFolder, requireReadable} from '../domain/cluster.ts'
import {agentNotes, folderNotes, namesakeNotes} from '../domain/import-notes.ts'
import {localFolder} from '../domain/import-request.ts'
import {
  type ModelDraft,
  type ModelWriter,
  missingPins,
  modelName,
  otherPins,
  type Pins,
  refuseOtherStorage,
  refuseShadow,
} from '../domain/model-draft.ts'

export interface ImportStorageInput {
  readonly uri: string
  /** Last part of the storage, for the name. */
  readonly folder: string
  readonly name?: string | undefined
  readonly namespace?: string | undefined
  readonly path?: string | undefined
  readonly secret?: string | undefined
  readonly pins: Pins | undefined
  /** The agent copies the files to `path`, else below its folder. */
  readonly downloads?: boolean
}

export interface ImportStoragePorts {
  readonly cluster: Cluster
  readonly writer: ModelWriter
}

/** A model whose files are elsewhere than on the hub: what it holds is known only from `pins`. */
export async function planStorageImport(ports: ImportStoragePorts, input: ImportStorageInput): Promise<Plan> {
  const name = modelName(input.folder, input.name)
  const [facts, agent] = await Promise.all([
    ports.cluster.facts(input.namespace, {everywhere: true}),
    ports.cluster.agent(),
  ])
  requireReadable(
    facts,
    [input.namespace === undefined ? 'clusterbasemodels' : 'basemodels'],
    'it is not known what is there',
  )
  const typed = input.path === undefined ? undefined : localFolder(input.path)
  const scope = input.namespace === undefined ? 'cluster' : 'namespace'
  const existing = facts.models.find((model) => model.name === name && model.scope === scope)
  if (existing) {
    refuseOtherStorage(existing, {uri: input.uri, path: typed, secret: input.secret}, '--name NAME')
    const pins = input.pins ? {...missingPins(existing, input.pins), ...otherPins(existing, input.pins)} : {}
    const changes = Object.keys(pins).length > 0
    return {changes: [changes ? ports.writer.fill(existing, pins) : ports.writer.unchanged(existing)]}
  }
  refuseShadow(name, {namespace: input.namespace, found: facts.models})
  const path = typed ?? (input.downloads ? modelFolder(agent, input.folder) : undefined)
  const draft: ModelDraft = {
    kind: input.namespace === undefined ? 'ClusterBaseModel' : 'BaseModel',
    name,
    ...(input.namespace !== undefined && {namespace: input.namespace}),
    storage: {
      uri: input.uri,
      ...(path !== undefined && {path}),
      ...(input.secret !== undefined && {secret: {name: input.secret, key: 'token'}}),
    },
    ...(input.pins && {pins: input.pins}),
  }
  return {
    changes: [ports.writer.create(draft, `from ${input.uri}`)],
    notes: [
      ...namesakeNotes(name, input.namespace, facts.models),
      ...(input.downloads ? agentNotes(agent, typed) : []),
      ...folderNotes(typed, agent),
    ],
  }
}

/** Says why a storage scheme is refused. */
export function refuseStorage(scheme: string, uri: string): never {
  throw new OmeError(
    'failed',
    `no version of OME downloads ${scheme}:// storage: the model would stay In_Transit for ever`,
    [
      'copy the files to the nodes and import them in place: ome import local /PATH/ON/NODES',
      `create it all the same: ome import ${scheme} ${uri} --force`,
    ],
  )
}

export interface ClaimInput {
  readonly uri: string
  readonly name?: string | undefined
  readonly namespace?: string | undefined
  readonly force?: boolean | undefined
  readonly pins: Pins | undefined
}

/** A model on a persistent volume claim; it lives in the claim's namespace. */
export async function planClaimImport(
  ports: ImportStoragePorts,
  claim: {readonly namespace?: string; readonly path: string},
  {force, ...input}: ClaimInput,
): Promise<Plan> {
  const namespace = input.namespace ?? claim.namespace
  if (namespace === undefined)
    throw new OmeError('usage', 'a claim belongs to a namespace: which one?', [
      'add -n NAMESPACE, or write pvc://NAMESPACE:CLAIM/PATH',
    ])
  if (claim.namespace !== undefined && claim.namespace !== namespace)
    throw new OmeError(
      'usage',
      `the claim is in namespace "${claim.namespace}", the model would be in "${namespace}": OME reads claims of the model's own namespace only`,
    )
  const generation = await ports.cluster.generation()
  if (generation && !generation.servesPvc && !force) {
    throw new OmeError('failed', `OME ${generation.name} does not serve claims: the model would never become Ready`, [
      'put the files on the nodes and import them in place: ome import local /PATH/ON/NODES',
      `create it all the same: ome import pvc ${input.uri} -n ${namespace} --force`,
    ])
  }
  return await planStorageImport(ports, {...input, namespace, folder: claim.path})
}
