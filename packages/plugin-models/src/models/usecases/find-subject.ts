import {parseHubId} from '@ome/inference-model/hub/hub'
import {usersOf} from '@ome/inference-model/listed-model'
import type {Model} from '@ome/inference-model/model'
import {didYouMean, pickByName} from '@ome/inference-model/names'
import {isOmeError, OmeError} from '@ome/sdk/errors'
import {type ClusterFacts, requireReadable} from '../../domain/cluster.ts'
import {
  type Around,
  clusterSubject,
  hubIdOf,
  hubSubject,
  isOpen,
  type Subject,
  type SubjectPorts,
} from '../domain/subject.ts'

export interface SubjectInput {
  readonly namespace: () => Promise<string>
  readonly scope?: 'namespace' | 'cluster' | undefined
  /** Do not ask the hub for what the cluster does not tell. */
  readonly offline: boolean
}

export interface Found {
  readonly subject: Subject
  readonly around: Around
}

/** What several names mean, with the cluster around them read once. A word with `/` is a hub id, any other a model of the cluster. */
export async function findSubjects(
  ports: SubjectPorts,
  names: readonly string[],
  input: SubjectInput,
): Promise<{readonly subjects: readonly Subject[]; readonly around: Around}> {
  const ids = names.map((name) => (name.includes('/') ? parseHubId(name) : undefined))
  const needed = ids.some((id) => id === undefined)
  const [around, details] = await Promise.all([
    readAround(ports, input, needed),
    Promise.all(ids.map(async (id) => (id ? await ports.hub.read(id) : undefined))),
  ])
  const subjects = await Promise.all(
    names.map(async (name, index) => {
      const read = details[index]
      if (read) return hubSubject(read)
      if (!around) throw new OmeError('bug', 'a model of the cluster was looked for without the cluster')
      return await ofCluster(ports, {...input, around, name})
    }),
  )
  for (const subject of subjects)
    if (subject.hub?.configDenied && subject.metadata.shape === undefined)
      ports.note(`"${subject.hub.id}" is gated: set HF_TOKEN so that config.json can be read; the KV cache is left out`)
  return {subjects, around}
}

/** {@link findSubjects} for one name. */
export async function findSubject(ports: SubjectPorts, name: string, input: SubjectInput): Promise<Found> {
  const {subjects, around} = await findSubjects(ports, [name], input)
  const [subject] = subjects
  if (subject) return {subject, around}
  throw new OmeError('bug', 'a name was looked for and nothing came of it')
}

async function readAround({cluster, note}: SubjectPorts, input: SubjectInput, needed: boolean): Promise<Around> {
  try {
    const facts = await (await cluster()).facts(await input.namespace(), {users: true})
    if (needed) requireReadable(facts, ['clusterbasemodels'], 'its models are not known')
    return facts
  } catch (error) {
    if (needed || !isOmeError(error) || error.kind === 'bug' || error.kind === 'cancelled') throw error
    note(`nothing is known of a cluster: ${error.message}`)
    return undefined
  }
}

interface Wanted extends SubjectInput {
  readonly around: ClusterFacts
  readonly name: string
}

async function ofCluster(ports: SubjectPorts, {around, name, scope, offline}: Wanted): Promise<Subject> {
  const inScope = around.models.filter((model) => scope === undefined || model.scope === scope)
  const picked = pickByName('model', name, inScope)
  if (!picked) throw missing(name, around.models)
  if (picked.note !== undefined) ports.note(picked.note)
  const listed = {...picked.item, usedBy: usersOf(picked.item, around.services ?? [], around.models)}
  const subject = clusterSubject(listed)
  const id = hubIdOf(listed)
  if (offline || id === undefined || !isOpen(subject)) return subject
  try {
    return clusterSubject(listed, await ports.hub.read(parseHubId(id)))
  } catch (error) {
    if (!isOmeError(error) || error.kind === 'bug' || error.kind === 'cancelled') throw error
    ports.note(`the cluster has no config.json of "${listed.name}", and the hub does not tell: ${error.message}`)
    return subject
  }
}

function missing(name: string, models: readonly Model[]): OmeError {
  const near = didYouMean(
    name,
    models.map((model) => model.name),
  )
  return new OmeError(
    'not-found',
    `model "${name}" not found in the namespace or for the whole cluster`,
    [
      ...near,
      models.length > 0 ? 'list what is there: ome models list' : 'import one: ome import hf ID',
      'a model of the hub is named ORG/NAME',
    ],
    {object: `model/${name}`},
  )
}
