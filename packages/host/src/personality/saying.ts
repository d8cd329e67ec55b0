import type {Io} from '@ome/sdk/context'

/** The same streams; what is told on stderr goes through `say`. */
export const saying = (say: (text: string) => string, io: Io): Io =>
  Object.create(io, {err: {value: (text: string) => io.err(say(text))}})
