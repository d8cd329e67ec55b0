import {type EffectScene, effectOf, type UpdateEffect} from '@ome/kaito/update-effects'
import {OmeError} from '@ome/sdk/errors'
import {oneLine} from '@ome/sdk/text'
import {type FieldEdit, fieldPath} from '../../domain/field-edit.ts'
import type {StartedEngine} from './engine-start.ts'
import type {LiveObject} from './live-object.ts'

/** One change with what it does. */
export interface EffectRow {
  readonly field: string
  readonly from: unknown
  readonly to: unknown
  readonly effect: UpdateEffect
  readonly why: string
}

export function effectRows(
  live: LiveObject,
  edits: readonly FieldEdit[],
  engine: StartedEngine | undefined,
): readonly EffectRow[] {
  const scene: EffectScene = {
    noun: live.noun,
    task: live.task,
    startedWithAdapters: engine?.withAdapters ?? false,
    startedWithConfig: engine?.withConfig ?? false,
    isRunning: engine !== undefined,
  }
  return edits.map(({at, from, to}) => {
    const field = fieldPath(at)
    const known = isTransformers(live, field) ? mergedAdapters : effectOf(field, leaving(scene, field, to))
    return {field, from, to, ...known}
  })
}

/** Taking all adapters or the settings away needs no switch of the command line. */
const leaving = (scene: EffectScene, field: string, to: unknown): EffectScene =>
  to === null && scene.noun === 'workspace' && (field === 'inference.adapters' || field === 'inference.config')
    ? {...scene, startedWithAdapters: true, startedWithConfig: true}
    : scene

/** Transformers reads no switch for adapters: they are merged when it starts. */
const mergedAdapters = {effect: 'takes effect', why: 'its pods restart and merge the adapters'} as const

const isTransformers = ({noun, runtime}: LiveObject, field: string): boolean =>
  noun === 'workspace' && runtime === 'transformers' && field === 'inference.adapters'

/** A deployment with what was asked for, as far as the flags of one say it. */
function besides(preset: string | undefined, refused: readonly EffectRow[]): string {
  const to = (end: string): string | undefined => {
    const value = refused.find(({field}) => field.endsWith(end))?.to
    return typeof value === 'string' ? value : undefined
  }
  const type = to('resource.instanceType')
  const model = to('inference.preset.name') ?? preset ?? 'MODEL'
  return `ome deploy ${model} --name NAME${type === undefined ? '' : ` --instance-type ${type}`}`
}

/** Throws `conflict` for what admission keeps as it is, `usage` when nothing of it would do anything. */
export function refuseEffects(
  {noun, name, preset}: Pick<LiveObject, 'noun' | 'name' | 'preset'>,
  rows: readonly EffectRow[],
): void {
  const refused = rows.filter(({effect}) => effect === 'refused')
  if (refused.length > 0)
    throw new OmeError('conflict', refused.map(({field, why}) => `${noun}/${name}: ${field}: ${why}`).join('; '), [
      `make another one beside it: ${besides(preset, refused)}`,
    ])
  if (rows.length > 0 && rows.every(({effect}) => effect === 'ignored'))
    throw new OmeError('usage', rows.map(({field, why}) => `${field} would change and do nothing: ${why}`).join('; '), [
      `delete ${noun} ${name} and deploy it again to have it so`,
    ])
}

/** FIELD FROM TO EFFECT WHY, as lines. */
export function effectTable(rows: readonly EffectRow[]): readonly string[] {
  if (rows.length === 0) return []
  const cells = [
    ['FIELD', 'FROM', 'TO', 'EFFECT', 'WHY'],
    ...rows.map(({field, from, to, effect, why}) => [field, valueText(from), valueText(to), effect, why]),
  ]
  const widths = [0, 1, 2, 3].map((column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)))
  return cells.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('   ')
      .trimEnd(),
  )
}

/** The changes in a few words, where the values of the fields are too long for the line that tells of the object. */
export const summaryOf = (rows: readonly EffectRow[]): string | undefined =>
  rows.some(({from, to}) => Array.isArray(from) || Array.isArray(to))
    ? rows
        .map(({field, from, to}) => `${field.slice(field.lastIndexOf('.') + 1)} ${valueText(from)} → ${valueText(to)}`)
        .join(', ')
    : undefined

const longest = 40

/** Lists of adapters by their names, other values as JSON, cut. */
function valueText(value: unknown): string {
  if (value === undefined || value === null) return '<none>'
  const names = Array.isArray(value) ? value.map((each: {source?: {name?: unknown}}) => each?.source?.name) : []
  const text = oneLine(
    names.length > 0 && names.every((name) => typeof name === 'string')
      ? names.join(',')
      : typeof value === 'string'
        ? value
        : JSON.stringify(value),
  )
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text
}
