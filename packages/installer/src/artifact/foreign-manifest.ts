import {readNeed} from '../registry/plugin-index.ts'
import {type Fields, fieldsOf, listOf, mapOf, oneOf, textOf, texts, wholeOf} from '../registry/shape.ts'
import {flagFaults} from './foreign-flags.ts'
import {type ForeignKind, foreignManifestFile, type LocalRun, type RemoteRun} from './foreign-run.ts'

export const foreignSchema = 'ome-manifest/1'

/** A manifest of which everything that acts was read; what only help shows is in `rows` as it was written. */
export interface ForeignManifest {
  readonly kind: ForeignKind
  readonly version: string
  readonly rows: Readonly<Record<string, Fields>>
  readonly local: Readonly<Record<string, LocalRun>>
  readonly remote: Readonly<Record<string, RemoteRun>>
}

const foreignKinds: readonly ForeignKind[] = ['script', 'python', 'binary', 'container']

/** Reads a manifest; throws an Error that names the place of whatever is not as it must be. */
export function readForeignManifest(value: unknown): ForeignManifest {
  const manifest = fieldsOf(value, foreignManifestFile)
  demandKeys(manifest, ['schema', 'kind', 'version', 'commands'], foreignManifestFile)
  oneOf(manifest['schema'], 'schema', [foreignSchema])
  demandPlainTexts(manifest, foreignManifestFile)
  const kind = oneOf(manifest['kind'], 'kind', foreignKinds)
  const rows = mapOf(manifest['commands'], 'commands', fieldsOf)
  for (const [id, row] of Object.entries(rows)) demandRow(id, row, kind)
  const runs = Object.entries(rows).map(([id, row]) => [id, fieldsOf(row['run'], `${id}: run`)] as const)
  const read = <Run>(one: (run: Fields, what: string) => Run): Readonly<Record<string, Run>> =>
    Object.fromEntries(runs.map(([id, run]) => [id, one(run, `${id}: run`)]))
  return {
    kind,
    version: textOf(manifest['version'], 'version'),
    rows,
    local: kind === 'container' ? {} : read((run, what) => readLocal(run, kind, what)),
    remote: kind === 'container' ? read(readRemote) : {},
  }
}

const idWords = /^[A-Za-z0-9][\w.-]*(?::[A-Za-z0-9][\w.-]*){0,4}$/
const rowKeys = [
  'id',
  'summary',
  'description',
  'examples',
  'args',
  'flags',
  'aliases',
  'hidden',
  'strict',
  'needs',
  'risk',
  'completions',
  'replaces',
  'run',
]

function demandRow(id: string, row: Fields, kind: ForeignKind): void {
  if (!idWords.test(id)) throw new Error(`"${id}" is not the id of a command: words joined by ":"`)
  demandKeys(row, rowKeys, id)
  if (row['id'] !== undefined && row['id'] !== id) throw new Error(`${id}: its id is another one`)
  textOf(row['summary'], `${id}: summary`)
  listOf(row['examples'], `${id}: examples`, (example, what) => textOf(example, what))
  const faults = flagFaults(id, fieldsOf(row['flags'] ?? {}, `${id}: flags`), kind)
  if (faults[0] !== undefined) throw new Error(faults[0])
  // The person's right to make the Job is one to write, whatever the program in it does.
  if (kind === 'container' && row['risk'] === 'read')
    throw new Error(`${id}: risk is read, but a command in the cluster creates a Job: write at least`)
}

function readLocal(run: Fields, kind: ForeignKind, what: string): LocalRun {
  demandKeys(run, ['exec', 'env', 'stdin', 'tty', 'kubeconfig', ...(kind === 'python' ? ['python'] : [])], what)
  const exec = texts(run['exec'], `${what}.exec`)
  demandInside(exec[0], `${what}.exec`)
  return {
    exec,
    env: listOf(run['env'] ?? [], `${what}.env`, readVariable),
    stdin: readSwitch(run, 'stdin', what),
    tty: readSwitch(run, 'tty', what),
    kubeconfig: oneOf(run['kubeconfig'] ?? 'none', `${what}.kubeconfig`, ['context', 'none']),
    ...(kind === 'python' ? {python: textOf(run['python'], `${what}.python`, /^>=3\.\d{1,2}$/)} : {}),
  }
}

/** A path of the artifact: relative and plain, so that no spelling of it leads out. */
function demandInside(path: string | undefined, what: string): void {
  if (path === undefined) throw new Error(`${what} is empty`)
  const parts = path.split('/')
  if (parts.some((part) => part === '' || part === '.' || part === '..') || /[\\:]/.test(path))
    throw new Error(`${what}: "${path}" is not a file inside the artifact`)
}

/** Variables that hold secrets, or that change which code a program loads. */
const steering =
  /^(OME_.*|KUBECONFIG|LD_.*|DYLD_.*|NODE_.*|PYTHON.*|PERL.*|RUBY.*|JAVA_TOOL_OPTIONS|_JAVA_OPTIONS|BASH_ENV|ENV|IFS|SHELLOPTS|BASHOPTS|PS4|PROMPT_COMMAND|GCONV_PATH|SSH_AUTH_SOCK)$/i
const secret = /(^|_)(TOKENS?|SECRETS?|PASSWORDS?|PASSWD|PASSPHRASE|CREDENTIALS?|AUTH|APIKEY|KEY|PAT)(_|$)/i

function readVariable(value: unknown, what: string): string {
  const name = textOf(value, what, /^[A-Za-z_][A-Za-z0-9_]*$/)
  if (steering.test(name)) throw new Error(`${what}: ${name} steers programs and is never passed on`)
  if (secret.test(name)) throw new Error(`${what}: ${name} names a secret, and those are never passed on`)
  return name
}

const digestOnly = /^(?:[a-z0-9][a-z0-9.-]*(?::\d{1,5})?\/)?[a-z0-9][a-z0-9._/-]*@sha256:[0-9a-f]{64}$/
const accountName = /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/
const longestSeconds = 24 * 60 * 60

function readRemote(run: Fields, what: string): RemoteRun {
  const keys = ['image', 'command', 'serviceAccount', 'accountNeeds', 'resources', 'timeoutSeconds']
  demandKeys(run, [...keys, 'stdin', 'tty', 'apiAccess'], what)
  const image = textOf(run['image'], `${what}.image`)
  if (!digestOnly.test(image))
    throw new Error(`${what}.image: "${image}" is not named by its digest alone (NAME@sha256:…)`)
  const timeoutSeconds =
    run['timeoutSeconds'] === undefined ? 600 : wholeOf(run['timeoutSeconds'], `${what}.timeoutSeconds`)
  if (timeoutSeconds < 1 || timeoutSeconds > longestSeconds)
    throw new Error(`${what}.timeoutSeconds is not between 1 and ${longestSeconds}`)
  const command = texts(run['command'], `${what}.command`)
  if (command.length === 0) throw new Error(`${what}.command is empty`)
  const accountNeeds = listOf(run['accountNeeds'] ?? [], `${what}.accountNeeds`, readNeed)
  const apiAccess = readSwitch(run, 'apiAccess', what)
  if (accountNeeds.length > 0 && !apiAccess)
    throw new Error(`${what}.accountNeeds are of no use without apiAccess: the container gets no token`)
  return {
    image,
    command,
    serviceAccount: textOf(run['serviceAccount'], `${what}.serviceAccount`, accountName),
    accountNeeds,
    ...(run['resources'] === undefined ? {} : {resources: readResources(run['resources'], `${what}.resources`)}),
    timeoutSeconds,
    stdin: readSwitch(run, 'stdin', what),
    tty: readSwitch(run, 'tty', what),
    apiAccess,
  }
}

const quantity = /^\d+(\.\d+)?(m|k|Ki|M|Mi|G|Gi|T|Ti)?$/

function readResources(value: unknown, what: string): NonNullable<RemoteRun['resources']> {
  const resources = fieldsOf(value, what)
  demandKeys(resources, ['requests', 'limits'], what)
  const amounts = (key: 'requests' | 'limits') =>
    mapOf(resources[key] ?? {}, `${what}.${key}`, (amount, at) => textOf(amount, at, quantity))
  return {requests: amounts('requests'), limits: amounts('limits')}
}

function readSwitch(run: Fields, key: string, what: string): boolean {
  const value = run[key] ?? false
  if (typeof value === 'boolean') return value
  throw new Error(`${what}.${key} is not true or false`)
}

function demandKeys(fields: Fields, known: readonly string[], what: string): void {
  const unknown = Object.keys(fields).find((key) => !known.includes(key))
  if (unknown !== undefined) throw new Error(`${what} has the unknown field "${unknown}"`)
}

/** Help, completion and plans print these texts: no escape sequences, no changes of direction. */
function demandPlainTexts(value: unknown, what: string): void {
  if (
    typeof value === 'string' &&
    /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/.test(value)
  )
    throw new Error(`${what} holds a control character`)
  if (typeof value !== 'object' || value === null) return
  for (const [key, inner] of Object.entries(value)) {
    demandPlainTexts(key, `a name in ${what}`)
    demandPlainTexts(inner, Array.isArray(value) ? what : `${what}: ${key}`)
  }
}
