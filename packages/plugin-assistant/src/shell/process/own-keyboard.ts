import {openSync} from 'node:fs'
import {ReadStream} from 'node:tty'

/** The terminal's keyboard for one command: what the command does to it, to its end, is not done to the shell's. */
export interface OwnKeyboard {
  readonly stdin: NodeJS.ReadableStream
  close(): void
}

/** Opened when it is asked for. Where there is no terminal to open, it is the one that is given. */
export function ownKeyboard(shared: NodeJS.ReadableStream): OwnKeyboard {
  let own: ReadStream | undefined
  return {
    get stdin() {
      if (!('isTTY' in shared && shared.isTTY)) return shared
      own ??= open()
      return own ?? shared
    },
    close() {
      if (own?.isRaw) own.setRawMode(false)
      own?.destroy()
    },
  }
}

function open(): ReadStream | undefined {
  try {
    return new ReadStream(openSync('/dev/tty', 'r'))
  } catch (error) {
    // ENXIO, ENOENT: a terminal that is not this process's own, or a system without that name.
    if (error instanceof Error && 'code' in error) return undefined
    throw error
  }
}
