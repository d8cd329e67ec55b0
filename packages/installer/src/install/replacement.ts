import {fieldsOf, optional, textOf} from '../registry/shape.ts'

/** A command id that its user handed to another plugin than the rules would. */
export interface Replacement {
  readonly plugin: string
  /** Who ran it before. */
  readonly over: string
  readonly since: string
  /** The replacement that this one came over; it holds again when this one goes. */
  readonly earlier?: Replacement
}

export function readReplacement(value: unknown, what: string): Replacement {
  const row = fieldsOf(value, what)
  return {
    plugin: textOf(row['plugin'], `${what}.plugin`),
    over: textOf(row['over'], `${what}.over`),
    since: textOf(row['since'], `${what}.since`),
    ...optional('earlier', row, what, readReplacement),
  }
}
