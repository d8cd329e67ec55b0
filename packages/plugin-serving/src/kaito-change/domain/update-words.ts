import {at} from '@ome/capacity/fields'
import {kaitoInstances} from '@ome/capacity/kaito-instances'
import {findInCloud} from '@ome/kaito/instance-choice'
import {resolveModel} from '@ome/kaito/model-resolution'
import {unknownField} from '@ome/kaito/object-fields'
import {OmeError} from '@ome/sdk/errors'
import {type FieldEdit, fieldKeys, isSame} from '../../domain/field-edit.ts'
import type {LiveObject} from './live-object.ts'

export interface KaitoUpdateFlags {
  readonly model?: string | undefined
  readonly runtime?: string | undefined
  readonly set?: readonly string[] | undefined
}

/** Short words of `--set`. */
const shortWords = ['model', 'runtime', 'config', 'instance-type', 'performance-mode', 'load-balancer', 'replicas']

/** The edits that flags ask for; what is so already is none. Throws `usage`. */
export function updateEdits(live: LiveObject, flags: KaitoUpdateFlags): readonly FieldEdit[] {
  const typed = (flags.set ?? []).map(pairOf)
  const words = [
    ...(flags.model === undefined ? [] : [['model', flags.model] as const]),
    ...(flags.runtime === undefined ? [] : [['runtime', flags.runtime] as const]),
    ...typed,
  ]
  return words
    .flatMap(([word, value]) => wanted(live, word, value))
    .flatMap(([path, to]) => {
      const from = at(live.object, ...path)
      return isSame(from, to) ? [] : [{at: path, from, to}]
    })
}

function pairOf(pair: string): readonly [string, string] {
  const equals = pair.indexOf('=')
  if (equals > 0) return [pair.slice(0, equals), pair.slice(equals + 1)]
  throw new OmeError('usage', `--set "${pair}" is not of the form FIELD=VALUE`, [setHint])
}

const setHint = `${shortWords.join(', ')}, or a path such as inference.config; =null removes a field`

function wanted(live: LiveObject, word: string, value: string): readonly (readonly [readonly string[], unknown])[] {
  const {inferencePath, noun} = live
  const template = inferencePath.slice(0, -1)
  const annotation = (key: string, to: unknown) => [
    [['metadata', 'annotations', key], to] as const,
    // Children of a set read what stands on its template.
    ...(noun === 'inferenceset' ? [[[...template, 'metadata', 'annotations', key], to] as const] : []),
  ]
  switch (word) {
    case 'model':
      return [[[...inferencePath, 'preset', 'name'], resolveModel(value).preset]]
    case 'config':
      return [[[...inferencePath, 'config'], value === 'null' ? null : value]]
    case 'instance-type':
      return [[[...template, 'resource', 'instanceType'], knownType(live, value)]]
    case 'runtime':
      if (value !== 'vllm' && value !== 'transformers')
        throw new OmeError('usage', `KAITO runs vllm or transformers, not "${value}"`)
      return annotation('kaito.sh/runtime', value)
    case 'performance-mode':
      return annotation('kaito.sh/performance-mode', value === 'null' ? null : value)
    case 'load-balancer':
      return annotation('kaito.sh/enablelb', value === 'true' ? 'True' : null)
    case 'replicas':
      if (noun !== 'inferenceset')
        throw new OmeError('usage', `a ${noun} has no replicas`, [`ome scale ${noun} ${live.name} --replicas ${value}`])
      return [[['spec', 'replicas'], wholeNumber(value)]]
    default:
      return [typedPath(live, word, value)]
  }
}

function typedPath(live: LiveObject, word: string, value: string): readonly [readonly string[], unknown] {
  const path = knownPath(live, word)
  return [path, path.join('.') === 'spec.template.resource.instanceType' ? knownType(live, value) : parsed(value)]
}

/** New replicas of a set would wait for a machine that there is not; of other objects the type cannot change at all. */
function knownType({noun, name, instanceType}: LiveObject, typed: string): string {
  if (noun !== 'inferenceset') return typed
  const {cloud} = kaitoInstances().find((each) => each.instanceType === instanceType) ?? {}
  if (instanceType === undefined)
    throw new OmeError('usage', `inferenceset "${name}" runs on the cluster's own nodes, and has no instance type`)
  if (cloud === undefined) return typed
  const found = findInCloud(cloud, typed)
  if (found.found === 'known') return found.instance.instanceType
  throw new OmeError('usage', `${typed} is not offered: ${found.because}`)
}

function wholeNumber(text: string): number {
  if (/^\d{1,6}$/.test(text)) return Number(text)
  throw new OmeError('usage', `--set replicas="${text}" is not a whole number`)
}

/** Name, status and what only the server writes are not for changing. */
function pathOf(word: string): readonly string[] {
  const step = /^(resource|inference|tuning|spec|metadata\.(labels|annotations))(\.[\w/-]+|\["[^"]+"\]|\['[^']+'\])+$/
  if (step.test(word)) return fieldKeys(word)
  throw new OmeError('usage', `--set "${word}" is no field that can be set`, [setHint])
}

/** KAITO would refuse what it does not have only after the plan was shown. */
function knownPath({noun, name, namespace}: LiveObject, word: string): readonly string[] {
  const path = pathOf(word)
  const unknown = unknownField(noun, path)
  if (!unknown) return path
  const {near, known} = unknown
  throw new OmeError('usage', `--set ${word}: a ${noun} has no field ${unknown.path.join('.')}`, [
    ...(near ? [`did you mean ${near.join('.')}?`] : []),
    ...(known.length > 0 && !near ? [`there it has ${known.join(', ')}`] : []),
    `a field of a newer KAITO: kubectl edit ${noun} ${name} -n ${namespace}`,
  ])
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    // What is no JSON is a text, as people type it.
    if (error instanceof SyntaxError) return text
    throw error
  }
}
