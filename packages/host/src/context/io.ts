import {fstatSync, statSync, writeSync} from 'node:fs'
import type {Context, Io} from '@ome/sdk/context'

/** The process's own streams. Opened late: a run that prints one table never makes stream objects. */
export function processIo(env: Context['env']): Io {
  const isTTY = isTerminal(1)
  const errIsTTY = isTerminal(2)
  // Nothing can be drawn over or asked on a terminal without cursor movements.
  const isDumb = env['TERM'] === 'dumb'
  const draws = errIsTTY && !isDumb
  const size = (): {columns: number; rows: number} => {
    const terminal = isTTY ? process.stdout : errIsTTY ? process.stderr : undefined
    return {
      columns: terminal?.columns || Number(env['COLUMNS']) || 80,
      rows: terminal?.rows || Number(env['LINES']) || 24,
    }
  }
  return {
    out: (text) => write(1, text),
    err: (text) => write(2, text),
    get stdin() {
      return process.stdin
    },
    get width() {
      return size().columns
    },
    get height() {
      return size().rows
    },
    isTTY,
    draws: isTTY && !isDumb,
    errIsTTY: draws,
    colour: wantsColour(env, isTTY),
    unicode: speaksUnicode(env),
    get canPrompt() {
      return draws && isTerminal(0)
    },
    onResize(listener) {
      if (!isTTY) return () => undefined
      process.stdout.on('resize', listener)
      return () => process.stdout.off('resize', listener)
    },
  }
}

/** Pipes, files and /dev/null are told apart by a look at their type: `node:tty` brings `node:net` along, 6 ms of a start. */
function isTerminal(file: 0 | 1 | 2): boolean {
  try {
    const found = fstatSync(file)
    if (!found.isCharacterDevice() || found.rdev === statSync('/dev/null', {throwIfNoEntry: false})?.rdev) return false
  } catch (error) {
    // EBADF: the stream was closed by whoever started us (`ome … >&-`).
    if (error instanceof Error && 'code' in error) return false
    throw error
  }
  return process.getBuiltinModule('node:tty').isatty(file)
}

/** NO_COLOR and FORCE_COLOR as no-color.org and force-color.org say. */
export function wantsColour(env: Context['env'], isTTY: boolean): boolean {
  if (env['NO_COLOR']) return false
  if (env['FORCE_COLOR']) return env['FORCE_COLOR'] !== '0'
  return isTTY && env['TERM'] !== 'dumb'
}

export function speaksUnicode(env: Context['env']): boolean {
  if (env['TERM'] === 'dumb') return false
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || ''
  return process.platform === 'win32' ? Boolean(env['WT_SESSION']) : /utf-?8/i.test(locale)
}

/**
 * Writes all of it before returning, so that text and exit code keep their order whatever the other end is. A reader of
 * stdout that has gone is thrown as EPIPE, which ends the command quietly.
 */
function write(file: 1 | 2, text: string): void {
  let rest = Buffer.from(text)
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(file, rest))
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined
      if (code === 'EPIPE' && file === 2) return
      if (code !== 'EAGAIN') throw error
      // A pipe that somebody made non-blocking is full; its reader needs a moment.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5)
    }
  }
}
