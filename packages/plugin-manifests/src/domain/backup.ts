import {byApplyOrder} from '@ome/inference-model/manifests/apply-order'
import {type Noun, nounOf} from '@ome/inference-model/names'
import {OmeError} from '@ome/sdk/errors'
import type {KubeObject} from '@ome/sdk/kube'

/** What a backup holds, in the order in which it is restored. */
export interface Backup {
  /** RFC 3339. */
  readonly createdAt: string
  readonly objects: readonly KubeObject[]
  /** Secrets that the objects name; only in archives that were made with a passphrase. */
  readonly secrets: readonly KubeObject[]
  /** There are secrets in the archive, and no passphrase was given to read them. */
  readonly sealed?: boolean
}

/** Files that hold backups. */
export interface BackupFiles {
  /** Throws `not-found` when the folder the file would lie in is not there. */
  requireFolder(path: string): Promise<void>
  /** The bare documents, without Secrets. */
  text(backup: Backup): string
  /** Replaces the file whole or not at all. Throws `failed` when it cannot be written. */
  write(path: string, backup: Backup, passphrase?: string): Promise<void>
  /** Throws `not-found`, `usage` for what is no backup, and `failed` for one that was changed. */
  read(path: string, passphrase?: string): Promise<Backup>
}

/** Groups whose objects people make: what their controllers make from them comes back by itself. */
const groups = new Set(['ome.io', 'kaito.sh', 'grove.io'])
/** Restored a benchmark would run again, and the others are written by the controller of OME v1.3. */
const leftOut = new Set(['BenchmarkJob', 'InferenceReplica', 'TrafficMap'])

export const isBackedUp = ({group, kind}: {readonly group: string; readonly kind: string}): boolean =>
  groups.has(group) && !leftOut.has(kind)

/** Kinds that our own nouns stand for. */
const kindsOfNouns: Readonly<Record<Noun, readonly string[]>> = {
  service: ['inferenceservice'],
  model: ['clusterbasemodel', 'basemodel'],
  runtime: ['clusterservingruntime', 'servingruntime'],
  accelerator: ['acceleratorclass'],
}

/**
 * The objects of these words: our nouns, kinds in the singular or plural, also with their group, each alone or with a
 * name as in `model/chat`. Throws `usage` for a word and `not-found` for a name that nothing in the backup answers to.
 */
export function ofKinds(
  objects: readonly KubeObject[],
  words: readonly string[],
  source: string,
): readonly KubeObject[] {
  const wanted = new Set(words.flatMap((word) => ofWord(objects, word, source)))
  return objects.filter((object) => wanted.has(object))
}

function ofWord(objects: readonly KubeObject[], typed: string, source: string): readonly KubeObject[] {
  const [word = '', name] = typed.split(/\/(.*)/s)
  const noun = nounOf(word.toLowerCase())
  const found = objects.filter(({apiVersion, kind}) =>
    noun === undefined
      ? kindForms(kind, apiVersion).includes(word.toLowerCase())
      : kindsOfNouns[noun].includes(kind.toLowerCase()),
  )
  if (noun === undefined && found.length === 0) {
    const kinds = [...new Set(objects.map(({kind}) => kind.toLowerCase()))].sort()
    throw new OmeError('usage', `${source} holds no "${word}"`, [`it holds ${kinds.join(', ')}`])
  }
  if (name === undefined) return found
  const meant = found.filter(({metadata}) => metadata.name === name)
  if (meant.length > 0) return meant
  throw new OmeError('not-found', `${source} holds no ${word} "${name}"`, [
    `see what it holds: ome restore --from ${source} --list`,
  ])
}

function kindForms(kind: string, apiVersion: string): readonly string[] {
  const one = kind.toLowerCase()
  const many = /(s|x|ch)$/.test(one) ? `${one}es` : `${one.replace(/y$/, 'ie')}s`
  const group = apiVersion.includes('/') ? apiVersion.replace(/\/.*/, '') : undefined
  return group === undefined ? [one, many] : [one, many, `${one}.${group}`, `${many}.${group}`]
}

/** An object that another one makes is left to it. */
export const isMade = ({metadata: {ownerReferences = []}}: KubeObject): boolean =>
  ownerReferences.some(({controller}) => controller)

/** Objects in the order of a restore, behind the namespaces they need. */
export function inRestoreOrder(objects: readonly KubeObject[]): readonly KubeObject[] {
  const named = new Set(objects.filter(({kind}) => kind === 'Namespace').map(({metadata: {name}}) => name))
  const needed = new Set(objects.flatMap(({metadata: {namespace}}) => namespace ?? []))
  const namespaces = [...needed]
    .filter((name) => !named.has(name))
    .sort()
    .map((name): KubeObject => ({apiVersion: 'v1', kind: 'Namespace', metadata: {name}}))
  const sorted = [...objects].sort((a, b) => (place(a) < place(b) ? -1 : 1))
  return byApplyOrder([...namespaces, ...sorted], ({kind}) => kind)
}

const place = ({kind, metadata: {namespace = '', name}}: KubeObject): string => [kind, namespace, name].join('/')

export interface SecretName {
  readonly name: string
  /** Absent: of the namespace the stack's own components live in. */
  readonly namespace?: string
}

const namingFields = new Set(['secretKeyRef', 'secretRef', 'imagePullSecrets', 'authenticationRef'])

/** The Secrets an object names in its spec: tokens of models, pull secrets, environment. */
export function secretsOf({kind, metadata: {namespace}, spec}: KubeObject): readonly SecretName[] {
  const inside = namespace === undefined ? {} : {namespace}
  const found: SecretName[] = []
  const visit = (value: unknown, field: string): void => {
    if (Array.isArray(value)) for (const item of value) visit(item, field)
    else if (typeof value === 'object' && value !== null) {
      for (const [key, inner] of Object.entries(value)) {
        if (key === 'name' && namingFields.has(field) && typeof inner === 'string') found.push({name: inner, ...inside})
        else if (key === 'secretName' && typeof inner === 'string') found.push({name: inner, ...inside})
        else visit(inner, key)
      }
    }
  }
  visit(spec, '')
  const key: unknown = kind.endsWith('BaseModel') ? spec?.storage?.key : undefined
  return typeof key === 'string' && key !== '' ? [...found, {name: key, ...inside}] : found
}

/** The objects with namespaces replaced, as `--namespace-map A=B` says, also where they name one of another object. */
export const inNamespaces = (
  objects: readonly KubeObject[],
  map: Readonly<Record<string, string>>,
): readonly KubeObject[] =>
  objects.map((object) => {
    const {name, namespace} = object.metadata
    if (object.kind === 'Namespace') return {...object, metadata: {...object.metadata, name: map[name] ?? name}}
    const metadata =
      namespace !== undefined && map[namespace] !== undefined
        ? {...object.metadata, namespace: map[namespace]}
        : object.metadata
    const base = object['spec']?.baseModelRef
    const elsewhere = typeof base?.namespace === 'string' ? map[base.namespace] : undefined
    if (elsewhere === undefined) return {...object, metadata}
    return {...object, metadata, spec: {...object['spec'], baseModelRef: {...base, namespace: elsewhere}}}
  })

/** Throws `usage` for a namespace that nothing is in, and for a name that is none. */
export function checkNamespaceMap(
  objects: readonly KubeObject[],
  map: Readonly<Record<string, string>>,
  source: string,
) {
  for (const [from, to] of Object.entries(map)) {
    if (!objects.some(({metadata: {namespace}}) => namespace === from))
      throw new OmeError('usage', `${source} holds nothing of namespace "${from}"`, [
        `see what it holds: ome restore --from ${source} --list`,
      ])
    if (!/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(to))
      throw new OmeError('usage', `"${to}" cannot be the name of a namespace`)
  }
}
