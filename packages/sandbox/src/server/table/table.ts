import {isList, type Json} from '@ome/kinds/validation/json'
import type {ApiObject} from '../../api.ts'
import {objectOf, treeOf} from '../codec/json.ts'
import {metadataOnly} from '../codec/present.ts'
import {type ResourceType, storageKey} from '../resource-type.ts'
import {clusterPrinters} from './cluster-printers.ts'
import {type ColumnDefinition, columns, type Printer} from './columns.ts'
import {ageOf} from './human-duration.ts'
import {jsonPath} from './json-path.ts'
import {networkPrinters} from './network-printers.ts'
import {podPrinter} from './pod-printer.ts'
import {storagePrinters} from './storage-printers.ts'
import {workloadPrinters} from './workload-printers.ts'

export interface TableContext {
  readonly nowMs: number
  readonly includeObject: 'Metadata' | 'Object' | 'None'
}

export interface Table {
  readonly kind: 'Table'
  readonly apiVersion: string
  readonly metadata: object
  readonly columnDefinitions: readonly ColumnDefinition[] | null
  readonly rows: readonly object[]
}

const fallback: Printer = {
  columns: columns('Name,Age'),
  cells: (object, nowMs) => [object.metadata.name, ageOf(object.metadata.creationTimestamp, nowMs)],
}

const printers: Readonly<Record<string, Printer>> = {
  '/pods': podPrinter,
  ...workloadPrinters,
  ...clusterPrinters,
  ...networkPrinters,
  ...storagePrinters,
}
const customPrinters = new WeakMap<ResourceType, Printer>()

/** Objects as the table that kubectl prints. */
export function tableOf(
  type: ResourceType,
  objects: readonly ApiObject[],
  metadata: object,
  {nowMs, includeObject}: TableContext,
): Table {
  const printer = printerOf(type)
  const asStored = ({conversion}: ResourceType, object: ApiObject): ApiObject =>
    conversion ? objectOf(conversion.stored(treeOf(object))) : object
  const rows = objects.map((object) => ({
    cells: printer.cells(asStored(type, object), nowMs),
    object: includeObject === 'None' ? null : includeObject === 'Object' ? object : metadataOnly(object, 'v1'),
  }))
  return {kind: 'Table', apiVersion: 'meta.k8s.io/v1', metadata, columnDefinitions: printer.columns, rows}
}

function printerOf(type: ResourceType): Printer {
  if (!type.custom) return printers[storageKey(type)] ?? fallback
  const known = customPrinters.get(type) ?? customPrinter(type)
  customPrinters.set(type, known)
  return known
}

function customPrinter({columns: declared = []}: ResourceType): Printer {
  const definitions = declared.map(({name, type, format = '', description = '', priority = 0}) => ({
    name,
    type,
    format,
    description,
    priority,
  }))
  return {
    columns: [{name: 'Name', type: 'string', format: 'name', description: '', priority: 0}, ...definitions],
    cells: (object, nowMs) => [
      // The bookmark at the end of the initial events has none.
      object.metadata.name ?? '',
      ...declared.map(({jsonPath: path, type}) => cell(jsonPath(treeOf(object), path), type, nowMs)),
    ],
  }
}

/** A value of a custom column: dates as ages, numbers and flags only when they are such, everything else as text. */
function cell(found: readonly Json[], type: string, nowMs: number): Json {
  const [value] = found
  if (value === undefined || value === null) return null
  if (type === 'integer' || type === 'number') return typeof value === 'number' ? value : null
  if (type === 'boolean') return typeof value === 'boolean' ? value : null
  if (type === 'date') return ageOf(value, nowMs)
  return found.length > 1 ? found.map(text).join(',') : text(value)
}

const text = (value: Json): string =>
  typeof value === 'string' ? value : isList(value) || typeof value === 'object' ? JSON.stringify(value) : String(value)
