import type {Json} from '@ome/kinds/validation/json'
import type {ApiObject} from '../../api.ts'

export interface ColumnDefinition {
  readonly name: string
  readonly type: string
  readonly format: string
  readonly description: string
  readonly priority: number
}

/** The table of one kind: its columns and how an object becomes cells. */
export interface Printer {
  readonly columns: readonly ColumnDefinition[]
  cells(object: ApiObject, nowMs: number): readonly Json[]
}

/** Columns from a line of names: `*` at the end is priority 1 (wide), `#` an integer; the first is the object's name. */
export function columns(line: string): ColumnDefinition[] {
  return line.split(',').map((part, i) => {
    const text = part.trim()
    const wide = text.includes('*')
    const integer = text.includes('#')
    const name = text.replace(/[*#]/g, '')
    return {
      name,
      type: integer ? 'integer' : 'string',
      format: i === 0 && name === 'Name' ? 'name' : '',
      description: '',
      priority: wide ? 1 : 0,
    }
  })
}
