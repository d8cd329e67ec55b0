import {exported} from '@ome/inference-model/export'
import type {ClusterObjects} from '@ome/inference-model/manifests/manifest'
import {inParallel} from '@ome/inference-model/manifests/parallel'
import {discoveryWord, nounOf} from '@ome/inference-model/names'
import {isOmeError, OmeError} from '@ome/sdk/errors'
import type {KubeObject, Resource} from '@ome/sdk/kube'
import {type Backup, inRestoreOrder, isBackedUp, isMade, type SecretName, secretsOf} from '../domain/backup.ts'
import {secretAsText, withoutSecretTexts} from '../domain/secret-texts.ts'

export interface CollectBackup {
  /** A word for a kind; absent: everything people made of the stacks, and the configuration of ours. */
  readonly noun?: string | undefined
  readonly names: readonly string[]
  /** Absent: all of them. */
  readonly namespace?: string | undefined
  readonly secrets: boolean
  /** Models with what their agents found out: without it no runtime is chosen before they are downloaded again. */
  readonly asIs: boolean
  /**
   * What goes when a secret stands in an object as text: its value, or the object. Values alone would be taken away
   * from what runs where the file says from then on what the object is.
   */
  readonly without: 'values' | 'objects'
  readonly now: Date
  /** What people call the cluster: without any of the stacks it is the wrong one. Absent: it just holds nothing. */
  readonly context?: string
}

export interface Collected {
  readonly backup: Backup
  /** The kinds that could be read, also those there is nothing of. */
  readonly kinds: readonly string[]
  readonly notes: readonly string[]
}

const atOnce = 10

/** Reads what a backup is made of. Kinds that may not be read are named and left out; nothing at all is an error. */
export async function collectBackup(objects: ClusterObjects, ask: CollectBackup): Promise<Collected> {
  const resources = ask.noun === undefined ? await everyKind(objects, ask.context) : await kindsOf(objects, ask.noun)
  const read = await inParallel(resources, atOnce, (resource) => readKind(objects, resource, ask))
  const denied = resources.filter((_, at) => read[at] === undefined).map(({resource}) => rightsName(resource))
  const found = read.flatMap((each) => each ?? []).filter((object) => !isMade(object))
  const chosen = ask.names.length === 0 ? found : named(found, ask)
  if (chosen.length === 0 && denied.length > 0)
    throw new OmeError('denied', `you may not list ${denied.join(', ')}`, [
      'of one namespace you may read: ome backup services --namespace NAME --output FILE',
    ])
  const notes = denied.length === 0 ? [] : [`left out, you may not list them: ${denied.join(', ')}`]
  const secrets = ask.secrets ? await readSecrets(objects, chosen, notes) : []
  const createdAt = `${ask.now.toISOString().slice(0, 19)}Z`
  const written = chosen.map((object) => ({source: object, ...withoutSecretTexts(exported(object, ask))}))
  notes.push(...written.flatMap(({source, left}) => left.map((path) => leftSecret(source, path, ask))))
  const whole = written.filter(({left}) => ask.without === 'values' || left.length === 0)
  const inOrder = inRestoreOrder(whole.map(({object}) => object))
  const kinds = resources.filter((_, at) => read[at] !== undefined).map(({resource: {kind}}) => kind)
  return {backup: {createdAt, objects: inOrder, secrets}, kinds, notes}
}

const leftSecret = (object: KubeObject, path: string, {without}: CollectBackup): string =>
  `left out${without === 'objects' ? ' as a whole' : ''}: ${secretAsText(object, path)}`

/** All kinds of the stacks, and the ConfigMaps that hold what this program keeps in the cluster. */
async function everyKind(objects: ClusterObjects, context: string | undefined): Promise<readonly Place[]> {
  const all = await objects.resources()
  if (context !== undefined && !all.some(isBackedUp))
    throw new OmeError(
      'not-found',
      `OME is not installed in context "${context}": the server has nothing that a backup holds`,
      ['choose another cluster with --context'],
    )
  const configMaps = all.filter(({group, plural}) => group === '' && plural === 'configmaps')
  return [
    ...all.filter((resource) => isBackedUp(resource)).map((resource) => ({resource})),
    ...configMaps.map((resource) => ({resource, selector: 'ome.cli/kind'})),
  ]
}

interface Place {
  readonly resource: Resource
  readonly selector?: string
}

const plurals = {
  service: ['inferenceservices.ome.io'],
  model: ['clusterbasemodels.ome.io', 'basemodels.ome.io'],
  runtime: ['clusterservingruntimes.ome.io', 'servingruntimes.ome.io'],
  accelerator: ['acceleratorclasses.ome.io'],
} as const

async function kindsOf(objects: ClusterObjects, word: string): Promise<readonly Place[]> {
  const noun = nounOf(word)
  const words = noun ? plurals[noun] : [discoveryWord(word)]
  const found = (await Promise.all(words.map((each) => objects.resolve(each)))).filter((each) => each !== undefined)
  if (found.some(({group, plural}) => group === '' && plural === 'secrets'))
    throw new OmeError('usage', 'secrets are never written in plain text', [
      'those that objects name go into a .tar.gz, sealed: ome backup --output FILE.tar.gz --include-secrets',
    ])
  if (found.length > 0) return found.map((resource) => ({resource}))
  throw new OmeError('not-found', `the server doesn't have a resource type "${word}"`, [
    'with names of ours: services, models, runtimes, accelerators',
  ])
}

const rightsName = ({plural, group}: Resource): string => (group === '' ? plural : `${plural}.${group}`)

/** Undefined: it may not be read. */
async function readKind(
  objects: ClusterObjects,
  {resource, selector}: Place,
  {namespace}: CollectBackup,
): Promise<readonly KubeObject[] | undefined> {
  // Of one namespace only what is in it.
  if (namespace !== undefined && !resource.namespaced) return []
  try {
    return await objects.list(resource, {
      ...(namespace === undefined ? {} : {namespace}),
      ...(selector === undefined ? {} : {selector}),
    })
  } catch (error) {
    if (!isOmeError(error) || error.kind !== 'denied') throw error
    return undefined
  }
}

function named(found: readonly KubeObject[], {noun, names}: CollectBackup): readonly KubeObject[] {
  const missing = names.filter((name) => !found.some(({metadata}) => metadata.name === name))
  if (missing.length > 0)
    throw new OmeError('not-found', `${noun} ${missing.map((name) => `"${name}"`).join(', ')} not found`)
  return found.filter(({metadata: {name}}) => names.includes(name))
}

async function readSecrets(
  objects: ClusterObjects,
  chosen: readonly KubeObject[],
  notes: string[],
): Promise<readonly KubeObject[]> {
  const resource = await objects.resolve('secrets')
  if (!resource) return []
  const wanted = new Map<string, SecretName>()
  // A model of the whole cluster names a Secret in the namespace of the stack itself.
  for (const {namespace = 'ome', name} of chosen.flatMap(secretsOf))
    wanted.set(`${namespace}/${name}`, {namespace, name})
  const read = await inParallel([...wanted.values()], atOnce, async ({namespace, name}) => {
    const secret = await objects.find(resource, name, namespace)
    if (!secret) notes.push(`secret "${name}" in ${namespace} is named and not there`)
    return secret && exportedSecret(secret)
  })
  return read.filter((secret) => secret !== undefined)
}

const exportedSecret = (secret: KubeObject): KubeObject => ({
  ...exported(secret),
  ...(secret['type'] === undefined ? {} : {type: secret['type']}),
})
