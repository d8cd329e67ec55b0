import {existsSync, readFileSync, writeFileSync} from 'node:fs'
import {dirname, join, resolve} from 'node:path'
import {fileURLToPath, pathToFileURL} from 'node:url'
import {coreResources} from '../src/core.ts'
import type {Field, ObjectField} from '../src/notation/field.ts'
import {atomicTypes, fieldFacts} from './merge-facts.ts'
import {serverDefaults} from './server-defaults.ts'

/**
 * Writes `src/core/definitions.json`: the types of Kubernetes in our notation, from the declarations and validators
 * of the npm package `kubernetes-models`, completed by `merge-facts.ts` and
 * `server-defaults.ts`. Run with `npm run definitions`.
 */

type Definitions = Record<string, Field>

const target = fileURLToPath(new URL('../src/core/definitions.json', import.meta.url))
const packages = (name: string): string => {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'node_modules', name))) {
    if (folder === dirname(folder)) throw new Error(`the npm package ${name} is not installed; run npm ci`)
    folder = dirname(folder)
  }
  return join(folder, 'node_modules', name)
}
const models = packages('kubernetes-models')
const machinery = packages('@kubernetes-models/apimachinery')

/** Declarations that are a word of the notation, not a type of their own. */
const words: Readonly<Record<string, string>> = {
  'apis/meta/v1/Time': 'time',
  'apis/meta/v1/MicroTime': 'time',
  'apis/meta/v1/FieldsV1': 'raw',
  'util/intstr/IntOrString': 'int|string',
  'api/resource/Quantity': 'quantity',
  'runtime/RawExtension': 'raw',
  'apiextensions.k8s.io/v1/JSON': 'any',
  // A schema holds schemas; the notation has no recursion, so its inside is checked by the server's own code.
  'apiextensions.k8s.io/v1/JSONSchemaProps': 'raw',
}

/** Fields whose declaration is written out in place although it is a named type. */
const named: Readonly<Record<string, Translation>> = {
  'apps/v1/StatefulSetSpec.volumeClaimTemplates': {
    text: '[@PersistentVolumeClaim]',
    uses: ['v1/PersistentVolumeClaim'],
  },
}

/** `v1/Pod` → `Pod`, `apis/meta/v1/ObjectMeta` → `ObjectMeta`; other groups keep theirs: `apps/v1/DeploymentSpec`. */
const nameOf = (path: string): string => path.replace(/^(v1|apis\/meta\/v1)\//, '')

interface Declaration {
  readonly path: string
  readonly body: string
  /** Mangled type name → path of its declaration. */
  readonly imports: ReadonlyMap<string, string>
}

const readDeclaration = (path: string): Declaration => {
  const inModels = join(models, `${path}.d.ts`)
  const file = existsSync(inModels) ? inModels : join(machinery, `${path}.d.ts`)
  const source = readFileSync(file, 'utf8').replace(/\s*\/\*\*.*?\*\//gs, '')
  const body = /export interface \w+(?: extends [^{]*)? \{\n(.*?)\n\}/s.exec(source)?.[1]
  if (body === undefined) throw new Error(`no interface in ${file}`)
  const imports = new Map<string, string>()
  for (const [, name = '', from = ''] of source.matchAll(/import \{ (IIo\w+) \} from "([^"]+)"/g)) {
    imports.set(name, pathOfImport(file, from.replace(/\.js$/, '')))
  }
  return {path, body, imports}
}

const pathOfImport = (file: string, from: string): string => {
  if (from.startsWith('@kubernetes-models/apimachinery/')) return from.replace('@kubernetes-models/apimachinery/', '')
  const absolute = resolve(dirname(file), from)
  return absolute.startsWith(models) ? absolute.slice(models.length + 1) : absolute.slice(machinery.length + 1)
}

interface Problem {
  readonly instancePath: string
  readonly keyword: string
  readonly params: {readonly type?: string; readonly format?: string}
}

type Validate = ((value: unknown) => boolean) & {errors?: readonly Problem[] | null}

const loadValidator = async (path: string): Promise<Validate> => {
  const inModels = existsSync(join(models, `${path}.js`))
  const source = readFileSync(join(inModels ? models : machinery, `${path}.js`), 'utf8')
  const schema = /_schemas\/(\w+\.js)/.exec(source)?.[1]
  if (schema === undefined) throw new Error(`no validator is named in ${path}.js`)
  const loaded: {validate: Validate} = await import(
    pathToFileURL(join(inModels ? models : machinery, '_schemas', schema)).href
  )
  return loaded.validate
}

/** Declarations say `number`; what kind of number, the validator tells when it is given a wrong one. */
const numberWord = (validate: Validate, property: string, wrap: (value: unknown) => unknown): string => {
  validate({[property]: wrap(1e12 + 0.5)})
  const problems = (validate.errors ?? []).filter(({instancePath}) => instancePath.startsWith(`/${property}`))
  if (!problems.some(({params}) => params.type === 'integer')) return 'number'
  return problems.find(({keyword}) => keyword === 'format')?.params.format ?? 'int'
}

const isBytes = (validate: Validate, property: string, wrap: (value: unknown) => unknown): boolean => {
  validate({[property]: wrap('not base64!')})
  return (validate.errors ?? []).some(
    ({instancePath, params}) => instancePath.startsWith(`/${property}`) && params.format === 'byte',
  )
}

interface Translation {
  readonly text: string
  readonly uses: readonly string[]
}

/** Enums with spaces in their values (key usages of certificates) stay strings: a type is one word. */
const enumText = (type: string): string => {
  const values = type.slice(1, -1).split('" | "')
  return values.some((value) => value.includes(' ')) ? 'string' : `enum:${values.join('|')}`
}

const itself = (value: unknown): unknown => value

const translate = (
  type: string,
  declaration: Declaration,
  validate: Validate,
  property: string,
  wrap = itself,
): Translation => {
  const array = /^Array<(.*)>$/s.exec(type)?.[1]
  if (array !== undefined) {
    const inner = translate(array, declaration, validate, property, (value) => wrap([value]))
    return {text: `[${inner.text}]`, uses: inner.uses}
  }
  const map = /^\{\s*\[key: string\]: (.*);\s*\}$/s.exec(type)?.[1]
  if (map !== undefined) {
    const inner = translate(map, declaration, validate, property, (value) => wrap({key: value}))
    return {text: `{${inner.text}}`, uses: inner.uses}
  }
  if (type === 'string') return {text: isBytes(validate, property, wrap) ? 'bytes' : 'string', uses: []}
  if (type === 'number') return {text: numberWord(validate, property, wrap), uses: []}
  if (type === 'boolean') return {text: 'bool', uses: []}
  if (/^"[^"]*"( \| "[^"]*")*$/.test(type)) return {text: enumText(type), uses: []}
  const path = declaration.imports.get(type)
  if (path === undefined) throw new Error(`${declaration.path}.${property}: cannot read the type ${type}`)
  const word = words[path]
  return word === undefined ? {text: `@${nameOf(path)}`, uses: [path]} : {text: word, uses: []}
}

const propertyPattern = /^ {4}"([^"]+)"(\??): (.*?);$(?=\n {4}"|$(?![\s\S]))/gms

/** How a field merges and what it is when absent, in the words of the notation. */
const conditionsOf = (name: string, property: string, type: string): string => {
  const fact = fieldFacts[name]?.[property] ?? (type.startsWith('[') ? 'atomic' : '')
  const given = serverDefaults[name]?.[property]
  return given === undefined ? fact : `${fact} := ${JSON.stringify(given)}`.trim()
}

const defineType = async (path: string): Promise<{field: ObjectField; uses: readonly string[]}> => {
  const declaration = readDeclaration(path)
  const validate = await loadValidator(path)
  const name = nameOf(path)
  const uses: string[] = []
  const field: Record<string, string> = atomicTypes.has(name) ? {$: 'atomic'} : {}
  for (const [, property = '', optional, type = ''] of declaration.body.matchAll(propertyPattern)) {
    const isTypeMeta = (property === 'apiVersion' || property === 'kind') && type.startsWith('"')
    const found = isTypeMeta
      ? {text: 'string', uses: []}
      : (named[`${path}.${property}`] ?? translate(type, declaration, validate, property))
    const key = optional || isTypeMeta ? property : `${property}!`
    field[key] = `${found.text} ${conditionsOf(name, property, found.text)}`.trim()
    uses.push(...found.uses)
  }
  for (const property of Object.keys({...fieldFacts[name], ...serverDefaults[name]})) {
    if (!(property in field) && !(`${property}!` in field)) throw new Error(`${name} has no field ${property}`)
  }
  return {field, uses}
}

/** Types that custom resources embed although no built-in resource of ours leads to them. */
const embedded = [
  'apis/meta/v1/Status',
  'apis/meta/v1/DeleteOptions',
  'autoscaling/v1/Scale',
  'policy/v1/Eviction',
  'authentication.k8s.io/v1/TokenRequest',
]

/** The text of `definitions.json`. */
export const makeDefinitions = async (): Promise<string> => {
  const roots = coreResources
    .filter(({group}) => group !== 'metrics.k8s.io')
    .map(({group, version, kind}) => (group === '' ? `${version}/${kind}` : `${group}/${version}/${kind}`))
  const waiting = [...roots, ...embedded]
  const definitions: Definitions = {}
  for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
    if (nameOf(path) in definitions) continue
    const {field, uses} = await defineType(path)
    definitions[nameOf(path)] = field
    waiting.push(...uses)
  }
  for (const name of [...Object.keys(fieldFacts), ...Object.keys(serverDefaults), ...atomicTypes]) {
    if (!(name in definitions)) throw new Error(`facts are stated for ${name}, which nothing uses`)
  }
  const sorted = Object.fromEntries(Object.entries(definitions).sort(([a], [b]) => (a < b ? -1 : 1)))
  return `${JSON.stringify(sorted, null, 2)}\n`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(target, await makeDefinitions())
