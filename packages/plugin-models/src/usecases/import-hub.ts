import {type Hub, type HubDetails, type HubId, vendorOf} from '@ome/inference-model/hub/hub'
import {OmeError} from '@ome/sdk/errors'
import type {Change, Plan} from '@ome/sdk/plan'
import {
  type Agent,
  type Cluster,
  type ClusterFacts,
  modelFolder,
  requireReadable,
  type SecretFound,
} from '../domain/cluster.ts'
import {
  agentNotes,
  describe,
  folderNotes,
  namesakeNotes,
  openNotes,
  runtimeNotes,
  twinNotes,
} from '../domain/import-notes.ts'
import {hubUri, localFolder} from '../domain/import-request.ts'
import {metadataOf} from '../domain/metadata.ts'
import {
  type ModelDraft,
  type ModelWriter,
  missingPins,
  modelName,
  pinsOf,
  refuseOtherStorage,
  refuseShadow,
} from '../domain/model-draft.ts'

export interface ImportHubInput {
  readonly ids: readonly HubId[]
  readonly name?: string | undefined
  readonly path?: string | undefined
  readonly secret?: string | undefined
  /** Makes a BaseModel there instead of a ClusterBaseModel. */
  readonly namespace?: string | undefined
  readonly pin: boolean
}

export interface ImportHubPorts {
  readonly hub: Hub
  readonly cluster: Cluster
  readonly writer: ModelWriter
}

const defaultSecret = 'hf-token'

/** Looks at every id and says what will be created, with the metadata, the size and the runtimes that fit. */
export async function planHubImport(ports: ImportHubPorts, input: ImportHubInput): Promise<Plan> {
  if (input.name !== undefined && input.ids.length > 1)
    throw new OmeError('usage', '--name names one model, and several are imported')
  const path = input.path === undefined ? undefined : localFolder(input.path)
  const names = input.ids.map(({id}) => modelName(id, input.name))
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined)
    throw new OmeError('usage', `two of the ids would be named "${twice}"`, [
      'import one of them on its own with --name',
    ])
  const [facts, agent] = await Promise.all([
    ports.cluster.facts(input.namespace, {everywhere: true}),
    ports.cluster.agent(),
  ])
  requireReadable(
    facts,
    [input.namespace === undefined ? 'clusterbasemodels' : 'basemodels'],
    'it is not known what is there',
  )
  const around: Around = {ports, input: {...input, path}, facts, agent, secret: secretOnce(ports.cluster, input, agent)}
  const parts = await Promise.all(input.ids.map((id) => planOne(around, id)))
  return {
    changes: parts.map(({change}) => change),
    notes: [
      ...parts.flatMap(({notes}) => notes),
      ...(parts.some(({withSecret}) => withSecret) ? [secretNote(input, agent)] : []),
      ...agentNotes(agent, path),
      ...folderNotes(path, agent),
    ],
  }
}

interface Around {
  readonly ports: ImportHubPorts
  readonly input: ImportHubInput
  readonly facts: ClusterFacts
  readonly agent: Agent
  readonly secret: () => Promise<SecretFound>
}

interface Part {
  readonly change: Change
  readonly notes: readonly string[]
  /** The hub was asked with the cluster's token. */
  readonly withSecret: boolean
}

async function planOne({ports, input, facts, agent, secret}: Around, id: HubId): Promise<Part> {
  const {details, withSecret} = await readModel(ports.hub, id, secret)
  const metadata = metadataOf(details)
  const name = modelName(id.id, input.name)
  const uri = hubUri(id)
  const scope = input.namespace === undefined ? 'cluster' : 'namespace'
  const pins = input.pin ? pinsOf(metadata) : undefined
  const notes = [
    describe(details, metadata),
    ...twinNotes(uri, name, facts.models),
    ...namesakeNotes(name, input.namespace, facts.models),
    ...runtimeNotes(metadata, facts, input.namespace),
    ...openNotes(details, metadata, input.pin),
  ]
  const existing = facts.models.find((model) => model.name === name && model.scope === scope)
  if (existing) {
    refuseOtherStorage(existing, {uri, path: input.path, secret: input.secret}, `ome import hf ${id.id} --name NAME`)
    const missing = pins ? missingPins(existing, pins) : {}
    if (Object.keys(missing).length === 0) return {change: ports.writer.unchanged(existing), notes: [], withSecret}
    return {change: ports.writer.fill(existing, missing), notes, withSecret}
  }
  refuseShadow(name, {namespace: input.namespace, found: facts.models})
  const token =
    details.gated || input.secret !== undefined ? await requiredSecret({input, agent, secret}, details) : undefined
  const draft: ModelDraft = {
    kind: input.namespace === undefined ? 'ClusterBaseModel' : 'BaseModel',
    name,
    ...(input.namespace !== undefined && {namespace: input.namespace}),
    storage: {
      uri,
      path: input.path ?? modelFolder(agent, id.id),
      ...(token && {secret: token}),
    },
    vendor: vendorOf(id.id),
    ...(pins && {pins}),
  }
  return {change: ports.writer.create(draft, `from ${uri}`), notes, withSecret}
}

/** A gated model is read with the token of the cluster's Secret when the person's own does not open it. */
async function readModel(
  hub: Hub,
  id: HubId,
  secret: Around['secret'],
): Promise<{readonly details: HubDetails; readonly withSecret: boolean}> {
  const details = await hub.read(id)
  if (!details.configDenied) return {details, withSecret: false}
  const found = await secret()
  if (found.found !== 'yes' || found.token === undefined) return {details, withSecret: false}
  return {details: await hub.read(id, found.token), withSecret: true}
}

function secretOnce(cluster: Cluster, input: ImportHubInput, agent: Agent): () => Promise<SecretFound> {
  let asked: Promise<SecretFound> | undefined
  return () => {
    asked ??= cluster.secret(input.namespace ?? agent.namespace, input.secret ?? defaultSecret)
    return asked
  }
}

const secretNote = (input: ImportHubInput, agent: Agent): string =>
  `gated models were read with the token of Secret "${input.secret ?? defaultSecret}" in namespace "${input.namespace ?? agent.namespace}"`

async function requiredSecret(
  {input, agent, secret}: Pick<Around, 'input' | 'agent' | 'secret'>,
  {id, gated}: HubDetails,
): Promise<{readonly name: string; readonly key: string}> {
  const name = input.secret ?? defaultSecret
  const namespace = input.namespace ?? agent.namespace
  const found = await secret()
  if (found.found === 'yes') return {name, key: found.key}
  if (found.found === 'unknown') return {name, key: 'token'}
  throw new OmeError(
    'failed',
    `${gated ? `"${id}" is gated, and ` : ''}Secret "${name}" with a hub token is missing in namespace "${namespace}"`,
    [
      `accept the terms of ${id} on the hub, then: kubectl create secret generic ${name} -n ${namespace} --from-literal=token=$HF_TOKEN`,
      'or name another one: --secret NAME',
    ],
    {object: `secret/${name}`},
  )
}
