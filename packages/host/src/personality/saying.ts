import type {Io} from '@ome/sdk/context'

/** The same streams; what is told on stderr, and the commands in what is printed, go through `say`. */
export const saying = (say: (text: string) => string, io: Io): Io =>
  Object.create(io, {
    err: {value: (text: string) => io.err(say(text))},
    say: {value: (text: string) => (io.say ?? String)(say(text))},
  })
