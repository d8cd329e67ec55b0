import {execFile} from 'node:child_process'
import {existsSync} from 'node:fs'
import {delimiter, join} from 'node:path'
import {
  type ForeignKind,
  type LocalRun,
  platformName,
  programPath,
  programPlatforms,
} from '@ome/installer/artifact/foreign-run'
import {OmeError} from '@ome/sdk/errors'

export interface Program {
  readonly file: string
  /** Words before those of the call. */
  readonly argv: readonly string[]
  /** The file of the artifact, relative to it. */
  readonly path: string
}

export interface ProgramWish {
  readonly kind: ForeignKind
  readonly run: LocalRun
  /** Folder of the artifact. */
  readonly root: string
  /** The command's words. */
  readonly what: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly signal: AbortSignal
}

/** What is to be started for a command on this machine. Throws `failed` when this machine cannot run it. */
export async function programOf(wish: ProgramWish): Promise<Program> {
  const {kind, run, root, what} = wish
  const path = programPath(run, platformName())
  if (!existsSync(join(root, path))) throw noProgram(wish)
  const words = run.exec.slice(1)
  if (kind === 'python') return {file: await pythonOf(wish), argv: ['-I', join(root, path), ...words], path}
  if (kind === 'script' && process.platform === 'win32')
    throw new OmeError('failed', `${what} is a script, which Windows does not run`, ['use it in WSL'])
  return {file: join(root, path), argv: words, path}
}

function noProgram({run, root, what}: ProgramWish): OmeError {
  const there = programPlatforms(run, (path) => existsSync(join(root, path)))
  return there === undefined
    ? new OmeError('failed', `${what}: its program is not there any more`, ['see what changed: ome plugin verify'])
    : new OmeError('failed', `${what} has no program for ${platformName()}`, [`it runs on ${there.join(', ')}`])
}

async function pythonOf({run: {python = '>=3.0'}, what, env, signal}: ProgramWish): Promise<string> {
  const names = process.platform === 'win32' ? ['python.exe', 'python3.exe'] : ['python3']
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
  const found = folders.flatMap((folder) => names.map((name) => join(folder, name))).find((path) => existsSync(path))
  if (found === undefined)
    throw new OmeError('failed', `${what} needs Python ${python}, and there is no python3 in PATH`, ['install Python'])
  const version = await versionOf(found, signal)
  if (isAtLeast(version, python.slice(2))) return found
  throw new OmeError('failed', `${what} needs Python ${python}, and ${found} is ${version ?? 'no Python'}`, [
    'install a newer Python and put it first in PATH',
  ])
}

const patienceMs = 20_000

function versionOf(python: string, signal: AbortSignal): Promise<string | undefined> {
  const program = 'import sys; print("%d.%d.%d" % sys.version_info[:3])'
  return new Promise((resolve) => {
    execFile(python, ['-I', '-c', program], {env: {}, timeout: patienceMs, signal}, (error, out) =>
      resolve(error ? undefined : out.trim()),
    )
  })
}

/** Compares `3.12.1` with `3.10`. */
export function isAtLeast(version: string | undefined, wanted: string): boolean {
  const [major = 0, minor = 0] = (version ?? '').split('.').map(Number)
  const [wantedMajor = 0, wantedMinor = 0] = wanted.split('.').map(Number)
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)
}
