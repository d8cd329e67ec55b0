import type {Context} from '@ome/sdk/context'
import {twins} from '@ome/sdk/output'
import {plain} from '@ome/sdk/text'
import type {View} from '@ome/sdk/view'

/** How a request speaks to the person. */
export interface Printer {
  /** For people; else one document in the end. */
  readonly isText: boolean
  render<Model>(view: View<Model>, model: Model): void
  /** A line of explanation on stderr. */
  note(text: string): void
  /** The command line that follows, on stderr. */
  echo(line: string): void
  /** A command line to go on with, on stderr. */
  next(line: string): void
}

export function printerOf(
  {io}: Pick<Context, 'io'>,
  output: string | undefined,
  own: Pick<Printer, 'render' | 'note'>,
): Printer {
  const say = (text: string): void => io.err(`${twins(io, plain(text))}\n`)
  return {
    isText: output === undefined || output === 'wide',
    render: own.render,
    note: own.note,
    echo: (line) => say(`> ${line}`),
    next: (line) => say(`next: ${line}`),
  }
}
